using System.Diagnostics;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>The ground of all specs with real pools: after each one, no worker process of this process is left.</summary>
[Collection(ProcessesCollection.Name)]
public abstract class PoolSpecs : IAsyncLifetime
{
    /// <summary>How long a spec waits for a signal before it counts as hung.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _scratch = [];

    public Task InitializeAsync()
    {
        LiveWorkers().ShouldBeEmpty("an earlier spec left workers behind");
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        foreach (var folder in _scratch)
            Directory.Delete(folder, recursive: true);
        LiveWorkers().ShouldBeEmpty("the pool has ended, its workers have not");
        return Task.CompletedTask;
    }

    protected static Task<ProcessPool> Start(int workers = 1) => Start(new ProcessPoolOptions { Workers = workers });

    protected static Task<ProcessPool> Start(ProcessPoolOptions options) => ProcessPool.StartAsync(options).WaitAsync(Patience);

    /// <summary>A folder of this spec alone, gone with it.</summary>
    protected string Scratch()
    {
        var folder = Directory.CreateTempSubdirectory("troupe-spec-").FullName;
        _scratch.Add(folder);
        return folder;
    }

    /// <summary>Waits until something holds that nobody signals: what another process does, or a snapshot shows.</summary>
    protected static async Task Until(Func<bool> holds, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"Not within {Patience}: {what}");
            await Task.Delay(5);
        }
    }

    /// <summary>All workers of the pool are ready.</summary>
    protected static Task AllReady(ProcessPool pool, int workers) =>
        Until(() => pool.Snapshot().Workers.Count(worker => worker.State == WorkerState.Ready) == workers, $"{workers} workers are ready");

    /// <summary>Worker processes whose parent is this process; one that only waits to be reaped counts as dead.</summary>
    protected static List<int> LiveWorkers() => Children.Of(Environment.ProcessId)
        .Where(child => child.State != 'Z' && child.CommandLine.Contains("Troupe.WorkerNode", StringComparison.Ordinal))
        .Select(child => child.Pid)
        .ToList();
}
