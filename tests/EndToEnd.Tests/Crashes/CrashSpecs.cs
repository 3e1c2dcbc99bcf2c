using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>
/// Starts pools whose processes can be told from all others, and checks after each spec that nothing of them is left: no
/// worker, nothing that a worker started, no directory.
/// </summary>
[Collection(CrashCollection.Name)]
public abstract class CrashSpecs : IAsyncLifetime
{
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly List<ProcessPool> _pools = [];

    /// <summary>A folder of this spec alone.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("crash-specs-").FullName;

    protected const string MarkVariable = "CRASH_SPEC";

    /// <summary>What the environment of all processes of this spec holds.</summary>
    protected string Mark => $"{MarkVariable}={_mark}";

    protected string MarkValue => _mark;

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var pool in _pools)
            await pool.KillAsync().Soon();
        await Patience.UntilAsync(
            () => ProcessTable.WithEnvironment(Mark).Count == 0 && ProcessTable.OwnWorkers().Count == 0,
            TimeSpan.FromSeconds(3))
            .ContinueWith(
                task => task.IsFaulted.ShouldBeFalse(
                    $"Processes are left: {ProcessTable.Describe(ProcessTable.WithEnvironment(Mark).Union(ProcessTable.OwnWorkers()))}"),
                TaskScheduler.Default);
        PoolDirectories(Environment.ProcessId).ShouldBeEmpty();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The directories of pools of a process.</summary>
    protected static IReadOnlyList<string> PoolDirectories(int pid) =>
    [
        .. from root in new[] { "/dev/shm", Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") }
           where Directory.Exists(root)
           from directory in Directory.EnumerateDirectories(root, $"troupe-{pid}-*")
           select directory,
    ];

    /// <summary>A pool that is killed after the spec, if the spec has not ended it itself. Its workers' output is dropped.</summary>
    protected async Task<ProcessPool> StartAsync(int workers, Action<ProcessPoolOptions>? configure = null)
    {
        var options = new ProcessPoolOptions { Workers = workers, OutputMode = OutputMode.Drop, GracePeriod = TimeSpan.FromSeconds(1) };
        options.Environment[MarkVariable] = _mark;
        configure?.Invoke(options);
        var pool = await OpenAsync(options).Soon();
        _pools.Add(pool);
        return pool;
    }

    /// <summary>Starts the pool.</summary>
    protected virtual Task<ProcessPool> OpenAsync(ProcessPoolOptions options) => ProcessPool.StartAsync(options);

    /// <summary>A pool all of whose workers are ready.</summary>
    protected async Task<ProcessPool> StartFullAsync(int workers, Action<ProcessPoolOptions>? configure = null)
    {
        var pool = await StartAsync(workers, configure);
        await Patience.UntilAsync(() => IsFull(pool));
        return pool;
    }

    protected string PathOf(string name) => Path.Join(Folder, name);

    protected string Open(string gate)
    {
        File.WriteAllText(PathOf(gate), "");
        return PathOf(gate);
    }

    protected static bool IsFull(ProcessPool pool) =>
        pool.Snapshot().Workers is var workers && workers.Count == pool.Workers && workers.All(worker => worker.State == WorkerState.Ready);

    protected static int GenerationOf(ProcessPool pool, int slot = 0) => pool.Snapshot().Workers[slot].Generation;

    protected static async Task ShouldWorkAsync(ProcessPool pool) => (await pool.RunAsync(Work.Add, 2, 3).Soon()).ShouldBe(5);
}
