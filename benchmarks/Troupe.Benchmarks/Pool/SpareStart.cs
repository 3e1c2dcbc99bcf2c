using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>In a fresh process: how soon a pool that keeps a spare worker warm is whole again after it lost one.</summary>
internal static class SpareStart
{
    /// <summary>The first death meets code that has never run; a server that loses workers is past that.</summary>
    private const int Deaths = 7;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync()
    {
        var options = new ProcessPoolOptions { Workers = 4, SpareWorkers = 1 };
        await using var pool = await ProcessPool.StartAsync(options);
        var times = new List<double>();
        for (var death = 0; death < Deaths; death++)
        {
            await SpareReadyAsync(pool, options.Workers + options.SpareWorkers);
            await Task.WhenAll(Enumerable.Range(0, 400).Select(i => pool.RunAsync(Work.Increment, i)));
            using var victim = Process.GetProcessById(pool.Snapshot().Workers[0].Pid);
            var begin = Stopwatch.GetTimestamp();
            victim.Kill();
            WaitUntilWhole(pool, victim.Id, begin);
            // Ready is what takes a job and answers it.
            _ = await pool.RunAsync(Work.Increment, 1);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        OwnProgram.Tell(Figures.KillToReadySpare, Statistics.Quantile(times, 0.5));
        return 0;
    }

    /// <summary>Looks without a pause: the shortest one, a millisecond of the timer, would be a third of what is measured.</summary>
    private static void WaitUntilWhole(ProcessPool pool, int gone, long begin)
    {
        while (!PoolStart.IsWhole(pool, [gone]))
        {
            if (Stopwatch.GetElapsedTime(begin) > s_patience)
                throw new TimeoutException($"The spare worker has not taken over after {s_patience.TotalSeconds} s.");
            Thread.Yield();
        }
    }

    private static async Task SpareReadyAsync(ProcessPool pool, int workers)
    {
        var clock = Stopwatch.StartNew();
        while (pool.Snapshot().Workers.Count(worker => worker.State == WorkerState.Ready) < workers)
        {
            if (clock.Elapsed > s_patience)
                throw new TimeoutException($"The spare worker is not ready after {s_patience.TotalSeconds} s.");
            await Task.Delay(1);
        }
    }
}
