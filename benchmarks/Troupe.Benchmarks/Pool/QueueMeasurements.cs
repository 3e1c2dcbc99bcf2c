using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>Jobs that wait: all workers are held at a gate, the queue fills, the gate opens.</summary>
internal static class QueueMeasurements
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task MemoryAsync(ProcessPool pool, Board board, Effort effort) =>
        board.Add(TableReport.Product, Figures.BytesPerQueuedJob, (await MeasureAsync(pool, effort.QueuedJobs)).BytesPerJob);

    public static async Task<QueueCost> MeasureAsync(ProcessPool pool, int count)
    {
        // The array that holds the tasks is the benchmark's own, and is there before memory is counted.
        var jobs = new Task<long>[count];
        var folder = Directory.CreateTempSubdirectory("troupe-queue-");
        try
        {
            var held = Task.WhenAll(Enumerable.Range(0, pool.Workers).Select(_ => pool.RunAsync(Work.WaitAtGate, folder.FullName)));
            await AllHeldAsync(pool, folder.FullName);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < jobs.Length; i++)
                jobs[i] = pool.RunAsync(Work.Timestamp, i);
            var enqueue = Stopwatch.GetElapsedTime(begin);
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, Work.Gate), "");
            var dispatch = Span(await Task.WhenAll(jobs));
            await held;
            return new QueueCost(bytes / (double)count, enqueue.TotalMicroseconds / count, dispatch.TotalMicroseconds / (count - 1));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AllHeldAsync(ProcessPool pool, string folder)
    {
        var clock = Stopwatch.StartNew();
        while (Directory.GetFiles(folder).Length < pool.Workers)
        {
            if (clock.Elapsed > s_patience)
                throw new TimeoutException($"Not all {pool.Workers} workers came to the gate within {s_patience.TotalSeconds} s.");
            await Task.Delay(5);
        }
    }

    /// <summary>
    /// From the first job's run to the last one's, as they tell: how soon the workers see the open gate, and when this
    /// process gets around to look at the results, is not the queue's doing.
    /// </summary>
    private static TimeSpan Span(long[] runs) => Stopwatch.GetElapsedTime(runs.Min(), runs.Max());
}
