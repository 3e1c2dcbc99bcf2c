using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>Single calls: one at a time, many ahead, with some work, with a megabyte.</summary>
internal static class CallMeasurements
{
    public static async Task LatencyAsync(ProcessPool pool, Board board, Effort effort)
    {
        var samples = await SamplesAsync(() => pool.RunAsync(Work.Increment, 1), effort.Loop);
        board.Add(TableReport.Product, Figures.CallP50, Statistics.Quantile(samples, 0.5));
        board.Add(TableReport.Product, Figures.CallP99, Statistics.Quantile(samples, 0.99));
    }

    public static async Task ThroughputAsync(ProcessPool pool, Board board, Effort effort)
    {
        var (rate, bytes) = await CostAsync(pool, effort.Loop);
        board.Add(TableReport.Product, Figures.Calls, rate);
        board.Add(TableReport.Product, Figures.BytesPerCall, bytes);
    }

    /// <summary>Calls of a static method with an integer, many ahead.</summary>
    /// <returns>Calls a second, and bytes that this process allocated for each.</returns>
    public static async Task<(double CallsPerSecond, double BytesPerCall)> CostAsync(ProcessPool pool, TimeSpan time)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (count, seconds) = await Pipeline.ForAsync(() => pool.RunAsync(Work.Increment, 1), time);
        return (count / seconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count);
    }

    /// <summary>A new lambda for each call, as a loop in real code has it: the captured variable travels along.</summary>
    public static async Task CapturingAsync(ProcessPool pool, Board board, Effort effort)
    {
        var next = 0;
        var (count, seconds) = await Pipeline.ForAsync(() => pool.RunAsync(Adding(next++)), effort.Loop);
        board.Add(TableReport.Product, Figures.CapturingCalls, count / seconds);

        static Func<int> Adding(int value) => () => value + 1;
    }

    public static async Task SmallJobsAsync(ProcessPool pool, Board board, Effort effort)
    {
        var data = new byte[1024];
        var (count, seconds) = await Pipeline.ForAsync(() => pool.RunAsync(Work.Hash, data), effort.Loop);
        board.Add(TableReport.Product, Figures.SmallCalls, count / seconds);
    }

    public static async Task EchoAsync(ProcessPool pool, Board board, Effort effort)
    {
        const int Length = 1 << 20;
        // So many that each worker's collector has its youngest objects where they were before.
        const int WarmUp = 120;
        var samples = await EchoAsync(pool, Length, WarmUp, effort.Loop);
        board.Add(TableReport.Product, Figures.Echo, 2.0 * Length / Statistics.Quantile(samples, 0.5) / 1e3);
    }

    /// <summary>Sends bytes there and back, one call after another.</summary>
    /// <returns>The microseconds of each, without those to warm up.</returns>
    public static async Task<List<double>> EchoAsync(ProcessPool pool, int length, int warmUp, TimeSpan time)
    {
        var data = new byte[length];
        Random.Shared.NextBytes(data);
        for (var i = 0; i < warmUp; i++)
            _ = await pool.RunAsync(Work.Echo, data);
        return await SamplesAsync(async () =>
        {
            var back = await pool.RunAsync(Work.Echo, data);
            return back.Length == length ? back : throw new InvalidOperationException("The echo is not what was sent.");
        }, time);
    }

    private static async Task<List<double>> SamplesAsync<T>(Func<Task<T>> call, TimeSpan time)
    {
        var samples = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (samples.Count < 3 || Stopwatch.GetElapsedTime(begin) < time)
        {
            var start = Stopwatch.GetTimestamp();
            _ = await call();
            samples.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        return samples;
    }
}
