using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>In a fresh process: from the start of a pool to its first result, what its workers hold, and a lost worker's
/// replacement.</summary>
internal static class PoolStart
{
    public static async Task<int> RunAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        await using var pool = await ProcessPool.StartAsync(workers: 4);
        _ = await pool.RunAsync(Work.Increment, 1);
        OwnProgram.Tell(Figures.ColdStart, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        await AllReadyAsync(pool, []);
        OwnProgram.Tell(Figures.AllReady, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);

        // Each has run something: an idle worker is one that was of use before.
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => pool.RunAsync(Work.Increment, i)));
        var workers = pool.Snapshot().Workers;
        ProcessMemoryFigures.Tell(workers.Select(worker => worker.Pid));

        using var victim = Process.GetProcessById(workers[0].Pid);
        begin = Stopwatch.GetTimestamp();
        victim.Kill();
        await AllReadyAsync(pool, [victim.Id]);
        OwnProgram.Tell(Figures.KillToReady, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        return 0;
    }

    /// <summary>Waits until the pool knows that the gone are gone, and so many others as it has to have are ready.</summary>
    public static async Task AllReadyAsync(ProcessPool pool, int[] gone)
    {
        var patience = Stopwatch.StartNew();
        while (!IsWhole(pool, gone))
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException("The workers are not ready after 30 s.");
            await Task.Delay(1);
        }
    }

    public static bool IsWhole(ProcessPool pool, int[] gone)
    {
        var ready = pool.Snapshot().Workers.Where(worker => worker.State == WorkerState.Ready).Select(worker => worker.Pid).ToList();
        return ready.Count >= pool.Workers && !ready.Any(gone.Contains);
    }
}
