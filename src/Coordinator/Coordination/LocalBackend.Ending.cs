using Troupe.Logging;
using Troupe.Timing;

namespace Troupe.Coordination;

/// <summary>The end of the pool: no more jobs, what waits, what runs, what is held.</summary>
internal sealed partial class LocalBackend
{
    public void Complete() => Close("The pool was completed and takes no more jobs.");

    private void Close(string reason)
    {
        _closed ??= new PoolClosedException(reason);
        Admission?.Close(_closed);
    }

    /// <summary>Ends the pool once; later calls wait for the same end, and a kill hurries it. For Troupe's own steps.</summary>
    /// <param name="kill">Whether running jobs are cancelled and the workers killed.</param>
    /// <param name="reason">What later calls are told.</param>
    /// <param name="drainTime">See <see cref="EndPool.DrainTime"/>.</param>
    public Task EndAsync(bool kill, string reason, TimeSpan? drainTime = null)
    {
        Close(reason);
        lock (_gate)
        {
            if (_ended is { IsCompleted: false } && kill)
                _coordinator.Tell(new EndPool(_closed!, Kill: true, ControlTasks.NewSource()));
            return _ended ??= EndOnceAsync(kill, drainTime);
        }
    }

    private async Task EndOnceAsync(bool kill, TimeSpan? drainTime)
    {
        var ended = ControlTasks.NewSource();
        _coordinator.Tell(new EndPool(_closed!, kill, ended) { DrainTime = drainTime });
        await new ControlHop(); // The caller may be an actor's turn.
        try
        {
            await ended.Task.WaitAsync(EndTime, ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException error)
        {
            // A process that the kernel does not let go must not hold the caller; its actor is given up with the system.
            Log.ActorFailed(_log, error);
        }
        _exit.Dispose();
        Arrays.End();
        Shared.End();
        await Hosted.EndAsync(kill).OnControlThread();
        Hosted.Dispose();
        _setup.Listener.Dispose();
        if (_setup.First is { } first)
            await first.AbandonAsync().OnControlThread();
        // Waited for, not awaited: the continuation would run on the thread pool. The coordinator has ended, so it does not take long.
        _ = _system.DisposeAsync().AsTask().Wait(EndTime);
        _home.Dispose();
    }

    private string Disposed => _setup.Subject is null ? "The pool was disposed and takes no more jobs." : HostedSubject.Disposed;

    public ValueTask DisposeAsync()
    {
        Close(Disposed);
        lock (_gate)
            return new ValueTask(_disposed ??= ControlTasks.Begin(DisposeOnceAsync));
    }

    private async Task DisposeOnceAsync()
    {
        var drained = _ended is null;
        try
        {
            await DrainedAsync(CancellationToken.None).WaitAsync(_ended is null ? Options.DrainTimeout.Bounded() : TimeSpan.Zero, ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException)
        {
            drained = false; // What is left is cancelled, as documented, and its number is logged.
        }
        await EndAsync(kill: !drained, Disposed, Options.DrainTimeout).OnControlThread();
    }
}
