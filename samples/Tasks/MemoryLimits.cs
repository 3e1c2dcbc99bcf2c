namespace Troupe.Samples.Tasks;

/// <summary>Bounds what a worker process may hold, and gives leaking code a fresh process.</summary>
public static class MemoryLimits
{
    public static async Task RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1, HardMemoryLimit = 256 << 20 });

        try
        {
            await pool.RunAsync(async () => await LeakAsync());
        }
        catch (MemoryLimitExceededException)
        {
            Console.WriteLine("The worker held more than 256 MiB and was killed.");
        }
        Console.WriteLine(await pool.RunAsync(() => "The next job has a fresh one."));

        // Code that leaks a little in each job: a new process after so many.
        await using var careful = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1, MaxTasksPerWorker = 1 });
        int first = await careful.RunAsync(() => Environment.ProcessId);
        int second = await careful.RunAsync(() => Environment.ProcessId);
        Console.WriteLine(first == second ? "The same process ran both." : "Each job had a process of its own.");
    }

    private static async Task LeakAsync()
    {
        var kept = new List<byte[]>();
        while (true)
        {
            var block = new byte[8 << 20];
            Array.Fill(block, (byte)1); // memory counts once it was written to
            kept.Add(block);
            await Task.Delay(20);
        }
    }
}
