using System.Globalization;
using Troupe.Benchmarks.Pool;

namespace Troupe.Benchmarks.Growth;

/// <summary>Longer queues: what does a waiting job hold, and does its dispatch cost the same however many wait?</summary>
internal static class QueueGrowth
{
    private const int Workers = 4;

    /// <summary>Before anything is known: more than a waiting job takes.</summary>
    private const double CautiousBytesPerJob = 1500;

    /// <summary>How many jobs pass through at each length at least: short queues are over too soon for one look.</summary>
    private const int LeastJobs = 20_000;

    private static readonly Axis s_queued = new("queued_jobs", "jobs in the queue", "", Logarithmic: true);

    public static async Task<IReadOnlyList<Curve>> MeasureAsync(GrowthEffort effort)
    {
        var bytes = new Curve(
            "memory-by-queue",
            "Memory of a waiting job",
            s_queued,
            new Axis("bytes_per_job", "managed memory a job", "B"));
        var enqueue = new Curve(
            "enqueue-by-queue",
            "Taking in a job while others wait",
            s_queued,
            new Axis("microseconds_per_job", "call of a job", "µs"));
        var dispatch = new Curve(
            "dispatch-by-queue",
            "Dispatch of waiting jobs to 4 workers",
            s_queued,
            new Axis("microseconds_per_job", "dispatch of a job", "µs"));
        await using var pool = await ProcessPool.StartAsync(Workers);
        await PoolStart.AllReadyAsync(pool, []);
        await CallMeasurements.CostAsync(pool, effort.WarmUp);
        _ = await QueueMeasurements.MeasureAsync(pool, LeastJobs);
        foreach (var count in effort.QueuedJobs)
        {
            await Console.Error.WriteLineAsync($"{count:N0} queued jobs");
            // What was seen last, and as much again for the collector and the results.
            var needed = 2 * count * (bytes.Points.Count > 0 ? bytes.Points[^1].Median : CautiousBytesPerJob);
            var free = FreeMemory.Bytes();
            if (needed > free)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"Queues of {count:N0} jobs and more: not measured, {needed / 1e9:0.00} GB may be needed and {free / 1e9:0.00} GB "
                        + $"are free."));
                break;
            }
            for (var round = 0; round < Math.Max(count > 1_000_000 ? 1 : effort.Rounds, LeastJobs / count); round++)
            {
                var cost = await QueueMeasurements.MeasureAsync(pool, count);
                bytes.Add(count, cost.BytesPerJob);
                enqueue.Add(count, cost.EnqueueMicroseconds);
                dispatch.Add(count, cost.DispatchMicroseconds);
            }
        }
        return [bytes, enqueue, dispatch];
    }
}
