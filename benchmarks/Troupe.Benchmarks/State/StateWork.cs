using System.Diagnostics;

namespace Troupe.Benchmarks.State;

/// <summary>What runs in the workers. The Python twin does the same.</summary>
internal static class StateWork
{
    public static async Task WriteIntegers(ProcessChannel<int> channel, int items)
    {
        for (var item = 0; item < items; item++)
            await channel.WriteAsync(item);
        channel.Complete();
    }

    public static async Task<int> ReadIntegers(ProcessChannel<int> channel)
    {
        var count = 0;
        await foreach (var _ in channel.ReadAllAsync())
            count++;
        return count;
    }

    public static async Task WriteBlocks(ProcessChannel<byte[]> channel, int items)
    {
        var block = new byte[1024];
        for (var item = 0; item < items; item++)
            await channel.WriteAsync(block);
        channel.Complete();
    }

    public static async Task<int> ReadBlocks(ProcessChannel<byte[]> channel)
    {
        var count = 0;
        await foreach (var _ in channel.ReadAllAsync())
            count++;
        return count;
    }

    public static async Task SetAndGet(SharedDictionary<string, int> counts, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await counts.SetAsync("a", i);
            await counts.GetAsync("a");
        }
    }

    /// <summary>The same operations without waiting for each one: 64 are on their way at any time. Python's proxies have no such
    /// way.</summary>
    public static async Task SetAndGetAhead(SharedDictionary<string, int> counts, int times)
    {
        var ahead = new Task[64];
        Array.Fill(ahead, Task.CompletedTask);
        for (var i = 0; i < times; i++)
        {
            await ahead[2 * i % ahead.Length];
            ahead[2 * i % ahead.Length] = counts.SetAsync("a", i);
            await ahead[((2 * i) + 1) % ahead.Length];
            ahead[((2 * i) + 1) % ahead.Length] = counts.GetAsync("a");
        }
        await Task.WhenAll(ahead);
    }

    /// <returns>Microseconds.</returns>
    public static async Task<double> LockAndUnlock(ProcessLock guard, int times)
    {
        for (var i = 0; i < times / 4; i++)
            (await guard.AcquireAsync()).Dispose();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            (await guard.AcquireAsync()).Dispose();
        return clock.Elapsed.TotalMicroseconds;
    }

    public static async Task Answer(ProcessPipe<int> end)
    {
        await foreach (var number in end.ReadAllAsync())
            await end.WriteAsync(number);
    }

    /// <returns>Microseconds.</returns>
    public static async Task<double> AskOften(ProcessPipe<int> end, int times)
    {
        for (var i = 0; i < times / 4; i++)
        {
            await end.WriteAsync(i);
            await end.ReadAsync();
        }
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            await end.WriteAsync(i);
            await end.ReadAsync();
        }
        var elapsed = clock.Elapsed.TotalMicroseconds;
        end.Close();
        return elapsed;
    }

    public static double Sum(SharedArray<double> part) => Sum(part.Span);

    public static double Sum(ReadOnlySpan<double> part)
    {
        var sum = 0.0;
        foreach (var number in part)
            sum += number;
        return sum;
    }

    public sealed class Counter
    {
        private int _value;

        public int Increment() => ++_value;
    }
}
