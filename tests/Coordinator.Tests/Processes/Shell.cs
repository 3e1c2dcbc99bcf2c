using Troupe.Platform.Systems;
using Troupe.Processes;

namespace Troupe.Tests.Processes;

/// <summary>Starts small children and makes sure that none outlives its test.</summary>
public abstract class Shell : IAsyncLifetime
{
    private readonly List<WorkerProcess> _started = [];
    private readonly List<int> _watched = [];

    /// <summary>Nothing here takes seconds; this is for a machine that is very busy.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var worker in _started)
            await worker.DisposeAsync();

        foreach (var pid in _watched.Concat(_started.Select(worker => worker.Pid)))
            await Until(() => !IsAlive(pid), $"process {pid} to be gone");
    }

    private protected static WorkerStartInfo Script(string script) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", script],
        OutputMode = OutputMode.Drop,
    };

    /// <summary>As a worker does it: in a group of its own. The shell's children stay in that group.</summary>
    private protected static WorkerStartInfo GroupScript(string script) => Script(script) with
    {
        FileName = "setsid",
        Arguments = ["/bin/sh", "-c", script],
    };

    private protected async Task<WorkerProcess> Start(WorkerStartInfo info)
    {
        var worker = await ProcessSpawner.StartAsync(info).WaitAsync(Patience);
        _started.Add(worker);
        return worker;
    }

    private protected async Task<ProcessExit> Run(string script)
    {
        var worker = await Start(Script(script));
        return await worker.Exited.WaitAsync(Patience);
    }

    /// <summary>A process that is not ours to dispose of, but must be gone after the test.</summary>
    private protected void MustEnd(int pid) => _watched.Add(pid);

    private protected static bool IsAlive(int pid) => ProcFile.ReadStat(pid) is { IsDead: false };

    /// <summary>Waits for facts of the system that give no signal.</summary>
    private protected static async Task Until(Func<bool> condition, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, $"waited for {what}");
            await timer.WaitForNextTickAsync();
        }
    }
}
