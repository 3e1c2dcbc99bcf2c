using Troupe.Dispatching;
using Troupe.Logging;
using Troupe.Platform.Timing;
using Troupe.Sessions;

namespace Troupe.Coordination;

/// <summary>The end of the pool: no further jobs, what waits, what runs, what is held.</summary>
internal sealed partial class LocalBackend
{
    public void Complete() => Close("The pool was completed and no longer accepts jobs.");

    private void Close(string reason)
    {
        var closed = _setup.Closing.Close(reason);
        Admission?.Close(closed);
    }

    /// <summary>Ends the pool once; later calls wait for the same end, and a kill hurries it. For Troupe's own steps.</summary>
    /// <param name="kill">Whether running jobs are cancelled and the workers killed.</param>
    /// <param name="reason">What later calls are told.</param>
    /// <param name="drainTime">See <see cref="EndPool.DrainTime"/>.</param>
    public Task EndAsync(bool kill, string reason, TimeSpan? drainTime = null)
    {
        Close(reason);
        _drop?.Dispose();
        lock (_gate)
        {
            if (_ended is { IsCompleted: false } && kill)
                _loop.Tell(new EndPool(_setup.Closing.Reason!, Kill: true, ControlTasks.NewSource()));
            return _ended ??= EndOnceAsync(kill, drainTime);
        }
    }

    private async Task EndOnceAsync(bool kill, TimeSpan? drainTime)
    {
        var ended = ControlTasks.NewSource();
        _loop.Tell(new EndPool(_setup.Closing.Reason!, kill, ended) { DrainTime = drainTime });
        await new ControlHop(); // The caller may be a step of a pool's.
        try
        {
            await ended.Task.WaitAsync(s_endTime, ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException error)
        {
            // A process that the kernel does not end must not hold up the caller.
            Log.PartFailed(_log, error);
        }
        _exit.Dispose();
        EndShared();
        await Hosted.EndAsync(kill).OnControlThread();
        Hosted.Dispose();
        _setup.Listener.Dispose();
        if (_setup.First is { } first)
            await first.AbandonAsync().OnControlThread();
        await _loop.CloseAsync(_setup.Closing.Reason!, s_endTime).OnControlThread();
        if (_actors is not null)
            await _actors.EndAsync(s_endTime).OnControlThread();
        _home.Dispose();
    }

    /// <summary>What may be reached without the pool, a dropped one leaves to those who reach it.</summary>
    private void EndShared()
    {
        if (_dropped)
        {
            Arrays.Leave();
            return;
        }
        Arrays.End();
        Shared.End();
    }

    /// <summary>From the finalizer's thread: the application no longer references the pool. Must neither wait nor throw.</summary>
    public void OnDropped()
    {
        try
        {
            _ = ControlTasks.Begin(EndDroppedAsync);
        }
        catch (OutOfMemoryException)
        {
            // No thread can be had; the workers end with the process.
        }
    }

    /// <summary>Jobs that were accepted have all the time they need: their tasks may be awaited, though the pool is not known any
    /// more.</summary>
    private async Task EndDroppedAsync()
    {
        _dropped = true;
        LossLog.Dropped(_setup.LossLog, Workers, _drop!.Origin);
        await DrainAndEndAsync("The pool was dropped without being disposed of.").OnControlThread();
    }

    /// <summary>Takes nothing more, and ends when all that was accepted is over, however long that takes.</summary>
    /// <param name="reason">What later calls are told.</param>
    public async Task DrainAndEndAsync(string reason)
    {
        Close(reason);
        await DrainedAsync(CancellationToken.None).OnControlThread();
        await Hosted.DrainedAsync().OnControlThread();
        await EndAsync(kill: false, reason).OnControlThread();
    }

    private string Disposed =>
        _setup.HostedInstance is null ? "The pool was disposed and no longer accepts jobs." : HostedInstanceSetup.Disposed;

    public ValueTask DisposeAsync()
    {
        Close(Disposed);
        _drop?.Dispose();
        lock (_gate)
            return new ValueTask(_disposed ??= ControlTasks.Begin(DisposeOnceAsync));
    }

    private async Task DisposeOnceAsync()
    {
        var drained = _ended is null;
        try
        {
            await DrainedAsync(CancellationToken.None).WaitAsync(
                _ended is null ? Options.DrainTimeout.Bounded() : TimeSpan.Zero,
                ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException)
        {
            drained = false; // What is left is cancelled, as documented, and its number is logged.
        }
        await EndAsync(kill: !drained, Disposed, Options.DrainTimeout).OnControlThread();
    }
}
