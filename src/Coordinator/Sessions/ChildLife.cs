using Troupe.Platform.Timing;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>What is known of one child process: its start and its end, each told once. Safe for any thread.</summary>
internal sealed class ChildLife(string name)
{
    private static int s_last;

    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProcessExit> _exited = ControlTasks.NewSource<ProcessExit>();

    public string Name => name;

    /// <summary>The process id, once the system has started it; fails when it could not.</summary>
    public Task<int> Started => _started.Task;

    /// <summary>Completes when the process is gone, what it left behind is killed and its output is passed on.</summary>
    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>Process-1, Process-2 and so on; inside a child, its own name and a number behind it.</summary>
    public static string NextName()
    {
        var number = Interlocked.Increment(ref s_last);
        return JobContext.TryGetCurrent()?.ProcessName is { } own ? $"{own}:{number}" : $"Process-{number}";
    }

    public void OnStarted(int pid) => _started.TrySetResult(pid);

    public void OnEnded(ProcessExit exit, Exception? startError)
    {
        _started.TrySetException(startError ?? new PoolStartException($"The process {name} ended before it had started: it {exit}."));
        _exited.TrySetResult(exit);
    }
}
