namespace Troupe.Samples.Tutorial;

/// <summary>Ten jobs that last a random time, on a pool of three: Pool(3), apply_async, close, join.</summary>
public static class RandomSleeps
{
    public static async Task RunAsync()
    {
        await using (var pool = await ProcessPool.StartAsync(workers: 3))
        {
            for (var number = 0; number < 10; number++)
                pool.Submit(Work, number);
            pool.Complete();
            await pool.WaitForDrainAsync();
        }

        // What workers have printed is all here once the pool is disposed of.
        Console.WriteLine("All ten are done.");
    }

    /// <summary>Up to 0.1 s each, where the tutorial takes up to 2 s.</summary>
    private static void Work(int number)
    {
        var pause = TimeSpan.FromMilliseconds(Random.Shared.Next(100));
        Thread.Sleep(pause);
        Console.WriteLine($"job {number} slept {pause.TotalMilliseconds:0} ms in process {Environment.ProcessId}");
    }
}
