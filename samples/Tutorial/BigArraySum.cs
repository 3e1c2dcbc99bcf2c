using System.Diagnostics;

namespace Troupe.Samples.Tutorial;

/// <summary>The sum of a million numbers in four parts, by copies of the whole, by slices, and in shared memory: starmap,
/// shared_memory.</summary>
public static class BigArraySum
{
    private const int Length = 1_000_000;
    private const int Parts = 4;

    public static async Task RunAsync()
    {
        double[] numbers = [.. Enumerable.Range(0, Length).Select(index => Math.Sqrt(index))];
        var sum = Sum(numbers);
        // The last part takes the remainder.
        var parts = Enumerable.Range(0, Parts)
            .Select(part => (Start: Length / Parts * part, End: part == Parts - 1 ? Length : Length / Parts * (part + 1)))
            .ToArray();
        await using var pool = await ProcessPool.StartAsync(workers: 2);

        // The tutorial's way: all 8 MB are copied to the worker for every part of it.
        await CompareAsync("copies", sum, () => pool.StarMapAsync(SumPart, parts.Select(part => (numbers, part.Start, part.End))));
        // Each worker gets what it adds up and no more.
        await CompareAsync("slices", sum, () => pool.MapAsync(Sum, parts.Select(part => numbers[part.Start..part.End])));
        // Nothing is copied.
        using var shared = pool.CreateArray<double>(Length);
        numbers.CopyTo(shared.Span);
        await CompareAsync(
            "shared memory",
            sum,
            () => pool.MapAsync(SumShared, parts.Select(part => shared.Slice(part.Start, part.End - part.Start))));
    }

    private static async Task CompareAsync(string way, double expected, Func<Task<double[]>> sumParts)
    {
        var clock = Stopwatch.StartNew();
        var found = await sumParts();
        var sum = found.Sum();
        // In another order of additions the last digits differ: the tutorial's == would not hold.
        if (Math.Abs(sum - expected) > 1e-9 * expected)
        {
            throw new InvalidOperationException(
                $"The sum by {way} is {sum}, of the parts {string.Join(", ", found)}; it should be {expected}.");
        }

        Console.WriteLine($"{way}: the same sum, {clock.Elapsed.TotalMilliseconds:0} ms in this run");
    }

    private static double Sum(double[] numbers)
    {
        var sum = 0.0;
        foreach (var number in numbers)
            sum += number;
        return sum;
    }

    private static double SumPart(double[] numbers, int start, int end) => Sum(numbers[start..end]);

    private static double SumShared(SharedArray<double> part)
    {
        var sum = 0.0;
        foreach (var number in part.Span)
            sum += number;
        return sum;
    }
}
