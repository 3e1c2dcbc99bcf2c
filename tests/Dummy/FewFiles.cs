namespace Troupe.Tests.Dummy;

/// <summary>A pool in a process that runs out of file handles, and gets some back.</summary>
internal static class FewFiles
{
    private const int Left = -5;

    /// <summary>Takes nearly all handles away while a worker dies, and prints what becomes of it.</summary>
    public static async Task<int> RunAsync()
    {
        await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Drop })
            .ConfigureAwait(false);
        var first = await pool.RunAsync(Work.Pid).ConfigureAwait(false);
        // What the calls below load from files is loaded before there are none.
        await ((Task)pool.RunAsync(Work.Die, Death.Throw)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // The console, too, needs a handle, and opens it with its first line.
        await Console.Out.WriteLineAsync("running").ConfigureAwait(false);
        // Those that the dying worker frees are all that is left, too few for its successor. Without any the runtime itself ends.
        var usual = OpenFileLimit.Set(Directory.EnumerateFiles("/proc/self/fd").Count() + Left);
        await Console.Out.WriteLineAsync("exhausted").ConfigureAwait(false);
        try
        {
            _ = await pool.RunAsync(Work.Die, Death.Kill).ConfigureAwait(false);
        }
        catch (WorkerLostException)
        {
            await Console.Out.WriteLineAsync("lost").ConfigureAwait(false);
        }
        // No successor can be started now; a job waits, or is told that there is none.
        var waiting = pool.RunAsync(Work.Pid, new JobOptions { QueueTimeout = TimeSpan.FromSeconds(1) });
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Console.Out.WriteLineAsync(waiting.IsCompletedSuccessfully ? "ran" : "refused").ConfigureAwait(false);
        _ = OpenFileLimit.Set(usual);
        var second = await pool.RunAsync(Work.Pid).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(second == first ? "same" : "recovered").ConfigureAwait(false);
        return 0;
    }
}
