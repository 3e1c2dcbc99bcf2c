using Troupe.Benchmarks.Pool;

namespace Troupe.Benchmarks.Growth;

/// <summary>More workers than processors: does the coordinator keep its pace?</summary>
internal static class WorkerGrowth
{
    private static readonly Axis s_workers = new("workers", "worker processes", "", Logarithmic: true);

    public static async Task<IReadOnlyList<Curve>> MeasureAsync(GrowthEffort effort)
    {
        var calls = new Curve("calls-by-workers", "Single calls, 256 ahead", s_workers, new Axis("calls_per_s", "calls", "1/s"));
        var bytes = new Curve(
            "bytes-by-workers",
            "Memory that the coordinator allocates for a call",
            s_workers,
            new Axis("bytes_per_call", "allocated a call", "B"));
        foreach (var workers in effort.Workers)
        {
            await Console.Error.WriteLineAsync($"{workers} workers");
            await using var pool = await ProcessPool.StartAsync(workers);
            await PoolStart.AllReadyAsync(pool, []);
            await CallMeasurements.CostAsync(pool, effort.WarmUp);
            for (var round = 0; round < effort.Rounds; round++)
            {
                var cost = await CallMeasurements.CostAsync(pool, effort.Loop);
                calls.Add(workers, cost.CallsPerSecond);
                bytes.Add(workers, cost.BytesPerCall);
            }
        }
        return [calls, bytes];
    }
}
