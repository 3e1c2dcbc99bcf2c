using System.Diagnostics;

namespace Troupe.Benchmarks.State;

/// <summary>One round over all kinds of shared state. The figures' names are those of the Python twin.</summary>
internal static class StateMeasurements
{
    public static async Task<Dictionary<string, double>> MeasureAsync(ProcessPool pool, int effort) => new()
    {
        ["channel, int, items/s"] = await ChannelAsync<int>(pool, effort * 25_000, StateWork.WriteIntegers, StateWork.ReadIntegers),
        ["channel, 1 KiB, items/s"] = await ChannelAsync<byte[]>(pool, effort * 20_000, StateWork.WriteBlocks, StateWork.ReadBlocks),
        ["dictionary, 1 worker, operations/s"] = await DictionaryAsync(pool, 1, effort * 1_000),
        ["dictionary, 4 workers, operations/s"] = await DictionaryAsync(pool, 4, effort * 500),
        ["dictionary, 1 worker, 64 ahead, operations/s"] = await DictionaryAheadAsync(pool, effort * 5_000),
        ["lock and unlock, nobody else, µs"] = await LockAsync(pool, effort * 1_000),
        ["pipe, there and back, µs"] = await PipeAsync(pool, effort * 500),
        ["sum of a shared array, ms"] = await ArraySumAsync(pool, effort * 4_000_000),
        ["the same on threads of one process, ms"] = ThreadSum(effort * 4_000_000),
        ["hosted object, call, µs"] = await HostedAsync(pool, effort * 500),
        ["RunAsync, call, µs"] = await CallsAsync(pool, effort * 500),
    };

    private static async Task<double> ChannelAsync<T>(
        ProcessPool pool,
        int items,
        Func<ProcessChannel<T>, int, Task> write,
        Func<ProcessChannel<T>, Task<int>> read)
    {
        await using var channel = pool.CreateChannel<T>();
        var clock = Stopwatch.StartNew();
        var reading = pool.RunAsync(read, channel);
        await pool.RunAsync(write, channel, items);
        var count = await reading;
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> DictionaryAsync(ProcessPool pool, int workers, int times)
    {
        await using var counts = pool.CreateDictionary<string, int>();
        await counts.SetAsync("a", 0);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => pool.RunAsync(StateWork.SetAndGet, counts, times)));
        return 2.0 * workers * times / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> DictionaryAheadAsync(ProcessPool pool, int times)
    {
        await using var counts = pool.CreateDictionary<string, int>();
        await counts.SetAsync("a", 0);
        var clock = Stopwatch.StartNew();
        await pool.RunAsync(StateWork.SetAndGetAhead, counts, times);
        return 2.0 * times / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> LockAsync(ProcessPool pool, int times)
    {
        await using var guard = pool.CreateLock();
        return (await pool.RunAsync(StateWork.LockAndUnlock, guard, times)) / times;
    }

    private static async Task<double> PipeAsync(ProcessPool pool, int times)
    {
        var (own, other) = pool.CreatePipe<int>();
        var answering = pool.RunAsync(StateWork.Answer, other);
        var micros = await pool.RunAsync(StateWork.AskOften, own, times);
        await answering;
        return micros / times;
    }

    /// <summary>A slice for each processor, summed where it lies.</summary>
    private static async Task<double> ArraySumAsync(ProcessPool pool, int length)
    {
        using var array = pool.CreateArray<double>(length);
        array.Span.Fill(1);
        var parts = Parts(length).Select(part => array.Slice(part.Start, part.Length)).ToList();
        return await BestAsync(async () =>
        {
            var sums = await pool.MapAsync(StateWork.Sum, parts);
            return sums.Sum();
        }, length);
    }

    private static double ThreadSum(int length)
    {
        var array = new double[length];
        Array.Fill(array, 1);
        return BestAsync(
            () => Task.FromResult(Parts(length).AsParallel().Sum(part => StateWork.Sum(array.AsSpan(part.Start, part.Length)))),
            length).Result;
    }

    private static List<(int Start, int Length)> Parts(int length)
    {
        var step = length / Environment.ProcessorCount;
        return [.. Enumerable.Range(0, Environment.ProcessorCount).Select(part => (part * step, step))];
    }

    /// <returns>The milliseconds of the quickest of some; the first ones map the memory and compile.</returns>
    private static async Task<double> BestAsync(Func<Task<double>> sum, int expected)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 12; i++)
        {
            var clock = Stopwatch.StartNew();
            if (await sum() is var total && total != expected)
                throw new InvalidOperationException($"The sum is {total}, not {expected}.");
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }
        return best;
    }

    private static async Task<double> HostedAsync(ProcessPool pool, int times)
    {
        await using var hosted = await pool.HostAsync(() => new StateWork.Counter());
        for (var i = 0; i < times; i++)
            await hosted.RunAsync(x => x.Increment());
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            await hosted.RunAsync(x => x.Increment());
        return clock.Elapsed.TotalMicroseconds / times;
    }

    private static async Task<double> CallsAsync(ProcessPool pool, int times)
    {
        for (var i = 0; i < times; i++)
            await pool.RunAsync(Pool.Work.Increment, i);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            await pool.RunAsync(Pool.Work.Increment, i);
        return clock.Elapsed.TotalMicroseconds / times;
    }
}
