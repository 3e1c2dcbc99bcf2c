using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>
/// How much of the machine a pool turns into work: useful time / (wall time × cores), in percent. The useful time is the
/// processor time that the same work takes on one thread a core in this process, measured beside it, so that cores which
/// share a unit count on both sides. Other programs' load only ever makes the figure worse.
/// </summary>
internal static class EfficiencyMeasurements
{
    private static readonly double s_stepsPerMicrosecond = StepsPerMicrosecond();

    public static async Task MeasureAsync(ProcessPool pool, Board board, Effort effort)
    {
        board.Add(TableReport.Product, Figures.Efficiency1Millisecond, await PercentAsync(pool, 1000, effort.Loop));
        board.Add(TableReport.Product, Figures.Efficiency100Microseconds, await PercentAsync(pool, 100, effort.Loop));
    }

    /// <summary>Runs jobs of a length for about a time.</summary>
    public static async Task<double> PercentAsync(ProcessPool pool, double jobMicroseconds, TimeSpan time)
    {
        var cores = Environment.ProcessorCount;
        var steps = (long)(jobMicroseconds * s_stepsPerMicrosecond);
        // Jobs without work have no useful time; they only show that the way to get there holds.
        var count = (int)Math.Clamp(time.TotalMicroseconds * cores / Math.Max(jobMicroseconds, 5), 16, 1_000_000);
        // Half of the work before and half after: the speed of a processor changes with time.
        var before = ProcessorSeconds(cores, steps * count / cores / 2);
        var wall = await Pipeline.CountAsync(() => pool.RunAsync(Work.Spin, steps), count);
        var after = ProcessorSeconds(cores, steps * count / cores / 2);
        return jobMicroseconds == 0 ? 0 : 100 * (before + after) / (wall * cores);
    }

    private static double StepsPerMicrosecond()
    {
        const long Steps = 50_000_000;
        var cores = Environment.ProcessorCount;
        return Enumerable.Range(0, 3).Max(_ => cores * Steps / (ProcessorSeconds(cores, Steps) * 1e6));
    }

    private static double ProcessorSeconds(int threadCount, long steps)
    {
        var begin = Environment.CpuUsage.TotalTime;
        var threads = Enumerable.Range(0, threadCount).Select(_ => new Thread(() => Work.Spin(steps))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
    }
}
