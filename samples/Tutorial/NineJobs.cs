using System.Diagnostics;

namespace Troupe.Samples.Tutorial;

/// <summary>Nine jobs of 0.1 s (1 s in the tutorial) on a pool of three, with and without waiting: close, join.</summary>
public static class NineJobs
{
    public static async Task RunAsync()
    {
        List<JobHandle<int>> jobs;
        await using (var pool = await ProcessPool.StartAsync(workers: 3))
        {
            jobs = Submit(pool);
            Console.WriteLine($"Without waiting: {jobs.Count} jobs given, the main program goes on.");
        }

        // Here Python's jobs are lost unless the program sleeps long enough. The end of the block lets them end.
        Console.WriteLine($"After the block {jobs.Count(job => job.State == JobState.Succeeded)} of them are done.");

        await using (var pool = await ProcessPool.StartAsync(workers: 3))
        {
            await pool.ResizeAsync(3); // Waits until all three are ready, so that the clock counts the jobs alone.
            var clock = Stopwatch.StartNew();
            jobs = Submit(pool);
            pool.Complete();
            await pool.WaitForDrainAsync();
            Console.WriteLine($"With waiting: {clock.Elapsed.TotalSeconds:0.0} s, where one process takes 0.9 s.");
        }

        var pids = await Task.WhenAll(jobs.Select(job => job.Task));
        Console.WriteLine($"Nine jobs ran in {pids.Distinct().Count()} processes.");
    }

    private static List<JobHandle<int>> Submit(ProcessPool pool) => [.. Enumerable.Range(0, 9).Select(_ => pool.Submit(Work))];

    private static int Work()
    {
        Thread.Sleep(100);
        return Environment.ProcessId;
    }
}
