using Troupe.Chaos.Jobs;

namespace Troupe.Chaos.Parents;

/// <summary>What runs in the child program: a pool whose workers are busy for ever, one of them with a process of its own.</summary>
internal static class ParentProgram
{
    public const string Ready = "ready";

    public static async Task<int> RunAsync()
    {
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 3, OutputMode = OutputMode.Drop });
        await pool.ResizeAsync(3); // Completes when every worker is ready.
        var held = new[] { pool.RunAsync(HeldJobs.Sleep), pool.RunAsync(HeldJobs.Loop), pool.RunAsync(HeldJobs.WaitForChild) };
        while (pool.Snapshot().Running < held.Length)
            await Task.Yield();
        Console.WriteLine(Ready);
        await Task.WhenAny(held);
        return 1; // None of them ends; this process is killed.
    }
}
