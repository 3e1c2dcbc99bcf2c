using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>Single calls: one at a time, many ahead, with some work, with a megabyte.</summary>
internal static class CallMeasurements
{
    /// <summary>64 for each of the four workers, as the floor has 64 for its one.</summary>
    private const int Ahead = 256;

    public static async Task LatencyAsync(ProcessPool pool, Board board, Effort effort)
    {
        var samples = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < effort.Loop)
        {
            var call = Stopwatch.GetTimestamp();
            _ = await pool.RunAsync(Work.Increment, 1);
            samples.Add(Stopwatch.GetElapsedTime(call).TotalMicroseconds);
        }
        board.Add(TableReport.Product, Figures.CallP50, Statistics.Quantile(samples, 0.5));
        board.Add(TableReport.Product, Figures.CallP99, Statistics.Quantile(samples, 0.99));
    }

    public static async Task ThroughputAsync(ProcessPool pool, Board board, Effort effort)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (count, seconds) = await PipelineAsync(() => pool.RunAsync(Work.Increment, 1), effort);
        board.Add(TableReport.Product, Figures.Calls, count / seconds);
        board.Add(TableReport.Product, Figures.BytesPerCall, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count);
    }

    public static async Task SmallJobsAsync(ProcessPool pool, Board board, Effort effort)
    {
        var data = new byte[1024];
        var (count, seconds) = await PipelineAsync(() => pool.RunAsync(Work.Hash, data), effort);
        board.Add(TableReport.Product, Figures.SmallCalls, count / seconds);
    }

    public static async Task EchoAsync(ProcessPool pool, Board board, Effort effort)
    {
        var data = new byte[1 << 20];
        Random.Shared.NextBytes(data);
        for (var i = 0; i < 40; i++)
            _ = await pool.RunAsync(Work.Echo, data);
        var samples = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < effort.Loop)
        {
            var call = Stopwatch.GetTimestamp();
            var back = await pool.RunAsync(Work.Echo, data);
            samples.Add(Stopwatch.GetElapsedTime(call).TotalMicroseconds);
            if (back.Length != data.Length)
                throw new InvalidOperationException("The echo is not what was sent.");
        }
        board.Add(TableReport.Product, Figures.Echo, 2.0 * data.Length / Statistics.Quantile(samples, 0.5) / 1e3);
    }

    private static async Task<(long Count, double Seconds)> PipelineAsync<T>(Func<Task<T>> call, Effort effort)
    {
        var calls = new Task<T>[Ahead];
        for (var i = 0; i < Ahead; i++)
            calls[i] = call();
        var count = 0L;
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < effort.Loop)
        {
            for (var i = 0; i < Ahead; i++)
            {
                _ = await calls[i];
                calls[i] = call();
            }
            count += Ahead;
        }
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        await Task.WhenAll(calls);
        return (count, seconds);
    }
}
