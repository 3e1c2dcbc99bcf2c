namespace Troupe.EndToEnd.Tests.State;

/// <summary>Kills worker processes of a pool at random while its jobs get on.</summary>
internal static class KillStorm
{
    /// <summary>Kills one worker whenever another part of the work is done.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="random">Chooses whom.</param>
    /// <param name="kills">How many.</param>
    /// <param name="due">Waits until it is time for the next kill.</param>
    public static async Task RageAsync(ProcessPool pool, Random random, int kills, Func<int, Task> due)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await due(kill);
            var ready = pool.Snapshot().Workers.Where(worker => worker.State == WorkerState.Ready && worker.Pid > 0).ToList();
            if (ready.Count > 0)
                ProcessTable.Kill(ready[random.Next(ready.Count)].Pid);
        }
    }

    /// <summary>Starts the job anew for as long as its workers are killed.</summary>
    public static async Task UntilDone(Func<Task> run)
    {
        while (true)
        {
            try
            {
                await run();
                return;
            }
            catch (WorkerLostException)
            {
                // One of the kills of this spec.
            }
        }
    }

    /// <summary>The lines of all ledgers of a kind, while others still write to them. A half written last line does not count.</summary>
    public static List<string> Lines(string folder, string files) =>
        [.. Directory.EnumerateFiles(folder, files).SelectMany(Shared)];

    private static IEnumerable<string> Shared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
