using Troupe.Benchmarks.Pool;

namespace Troupe.Benchmarks.Growth;

/// <summary>Longer jobs: from what length on does the pool turn the whole machine into work?</summary>
internal static class JobTimeGrowth
{
    public static async Task<IReadOnlyList<Curve>> MeasureAsync(GrowthEffort effort)
    {
        var efficiency = new Curve(
            "efficiency-by-job-time",
            "Useful time / (wall time × cores)",
            new Axis("job_microseconds", "time of a job", "µs", Logarithmic: true),
            new Axis("efficiency_percent", "efficiency", "%"));
        // One worker a processor, the default: this is about the cost of the pool, not of too many processes.
        await using var pool = await ProcessPool.StartAsync();
        await PoolStart.AllReadyAsync(pool, []);
        await CallMeasurements.CostAsync(pool, effort.WarmUp);
        for (var round = 1; round <= effort.Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"job times, round {round} of {effort.Rounds}");
            foreach (var microseconds in effort.JobTimes)
                efficiency.Add(microseconds, await EfficiencyMeasurements.PercentAsync(pool, microseconds, effort.Loop));
        }
        return [efficiency];
    }
}
