using Troupe.Children;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Platform.Timing;

namespace Troupe;

/// <summary>
/// A function that runs in a process of its own, started for it and ended with it: Python's <c>multiprocessing.Process</c>.
/// Safe for any thread. For many functions use a <see cref="ProcessPool"/>: it starts its processes once.
/// </summary>
/// <remarks>
/// The process lives until its function has ended and, as in every .NET program, until the last foreground thread that the
/// function has started ends too. It never outlives the process that started it, however that one ends.
/// </remarks>
public partial class ChildProcess : IAsyncDisposable
{
    private readonly ChildCall _call;
    private readonly LocalBackend _backend;
    private readonly Task _over;

    internal ChildProcess(ChildCall call, Job job, Task completion)
    {
        (_call, Completion) = (call, completion);
        _backend = call.Open();
        _backend.Submit(job);
        _over = EndAsync();
        // The system takes about 2 ms to start a process; .NET's own Process.Start blocks for it too.
        try
        {
            Pid = call.Life.Started.GetAwaiter().GetResult();
        }
        catch
        {
            _over.GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>The name from the options, or the one that was made up.</summary>
    public string Name => _call.Life.Name;

    /// <summary>The process id. Given out again by the system some time after the end.</summary>
    public int Pid { get; }

    /// <summary>The id of the process that started it: this one.</summary>
    public int ParentPid { get; } = Environment.ProcessId;

    /// <summary>Whether the process has not ended yet.</summary>
    public bool IsAlive => !_call.Life.Exited.IsCompleted;

    /// <summary>How the process ended; null while it lives.</summary>
    public ChildProcessExit? Exit => _call.Life.Exited is { IsCompletedSuccessfully: true } exited
        ? new ChildProcessExit(exited.Result.KnownCode, exited.Result.SignalName, exited.Result.ToString())
        : null;

    /// <summary>The exit code, see <see cref="ChildProcessExit"/>; null while the process lives, and when it is not known.</summary>
    public int? ExitCode => Exit?.ExitCode;

    /// <summary>
    /// Completes when the function has ended; the process ends soon after. Fails with what the function threw, with
    /// <see cref="WorkerLostException"/> when the process ended first, and is cancelled when the function ended by its token.
    /// </summary>
    public Task Completion { get; }

    /// <summary>
    /// Waits until the process has ended, its output has been read to the end (a logger may be given the last lines a little
    /// later), and what it left behind in its process group is killed.
    /// </summary>
    /// <param name="timeout">The longest to wait; zero only looks. Null, the default: without limit.</param>
    /// <param name="cancellationToken">Ends the wait, not the process.</param>
    /// <returns>Whether it has ended; false when the time was over first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. By the task.</exception>
    public Task<bool> WaitForExitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitForExitOwnAsync(timeout, cancellationToken).ForCaller();

    private async Task<bool> WaitForExitOwnAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout),
                timeout,
                "The time to wait must not be negative; null means without limit.");
        }

        try
        {
            await _call.Life.Exited.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, ControlClock.Instance, cancellationToken)
                .OnControlThread();
            return true;
        }
        catch (TimeoutException)
        {
            // The answer, not an error: the process lives.
            return false;
        }
    }

    /// <summary>
    /// Asks the process to end, with SIGTERM. A function that has asked for its token finds it cancelled and ends when it
    /// sees fit; any other ends after about a quarter of a second, with 143 as the exit code. On Windows it is
    /// <see cref="Kill"/>. Does nothing when the process has ended.
    /// </summary>
    public void Terminate() => _backend.TerminateChild();

    /// <summary>Ends the process and its whole process group at once. Does nothing when the process has ended.</summary>
    public void Kill() => _backend.KillChild("ChildProcess.Kill was called");

    /// <summary>
    /// Waits for the process to end, at most <see cref="ChildProcessOptions.DrainTimeout"/>, then kills it. Never throws;
    /// may be called again and from several threads.
    /// </summary>
    /// <returns>A task that completes when the process is gone.</returns>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new ValueTask(DisposeOwnAsync().ForCaller());
    }

    private async Task DisposeOwnAsync()
    {
        if (!await WaitForExitOwnAsync(_call.Settings.DrainTimeout, CancellationToken.None).OnControlThread())
            _backend.KillChild($"it did not end within {_call.Settings.DrainTimeout} of ChildProcess.DisposeAsync");
        await _over.OnControlThread();
    }

    private async Task EndAsync()
    {
        await _call.Life.Exited.OnControlThread();
        await _backend.EndAsync(kill: true, $"Process {Name} has ended.").OnControlThread();
    }

    private static ChildProcess Launch(CallJob<Nothing> job, ChildCall call) => new(call, job, job.Task);

    private static ChildProcess<TResult> Launch<TResult>(CallJob<TResult> job, ChildCall call) => new(call, job);
}
