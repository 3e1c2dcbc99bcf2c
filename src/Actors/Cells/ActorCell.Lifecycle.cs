namespace Troupe.Actors.Cells;

/// <summary>Start, restart and stop.</summary>
internal sealed partial class ActorCell
{
    private CellState _state;
    private Actor? _instance;
    private object? _failedMessage;
    private Exception? _restartCause;
    private string? _stopReason;

    // Must not throw: what user code throws inside is sent to Fail, and the rest is the kernel's own.
    private ValueTask HandleSignal(SystemMessage signal)
    {
        switch (signal)
        {
            case CellSignal.Start:
                return _state == CellState.Created ? StartAsync(null) : ValueTask.CompletedTask;
            case SystemMessage.Stop:
                return BeginStopAsync();
            case SystemMessage.Watch watch:
                if (_state == CellState.Stopped)
                    watch.Watcher.SendSystemMessage(new SystemMessage.DeathNotice(Self, Reason: _stopReason));
                else
                    DeathWatch.AddWatcher(watch.Watcher);
                break;
            case SystemMessage.Unwatch unwatch:
                DeathWatch.RemoveWatcher(unwatch.Watcher);
                break;
            case CellSignal.Suspend:
                if (_state == CellState.Running)
                    _state = CellState.Suspended;
                break;
            case CellSignal.Resume:
                ResumeAfterFailure();
                break;
            case CellSignal.Restart restart:
                return BeginRestartAsync(restart.Cause);
            case CellSignal.ChildTerminated:
                return OnChildTerminatedAsync();
            default:
                HandleSupervision(signal);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask StartAsync(Exception? restartCause)
    {
        try
        {
            Actor instance = Props.Factory()
                ?? throw new InvalidOperationException($"The factory of {Self} returned null; it must return a new {Props.ActorType.Name}.");
            instance.Attach(Context);
            _instance = instance;
            _batchOpen = true;
            if (restartCause is null)
                await instance.InvokePreStartAsync().ConfigureAwait(false);
            else
                await instance.InvokePostRestartAsync(restartCause).ConfigureAwait(false);
            _state = CellState.Running;
            if (restartCause is not null)
                RestartEscalatedChildren(restartCause);
        }
        catch (Exception exception)
        {
            Fail(exception, null);
        }
    }

    private async ValueTask BeginRestartAsync(Exception cause)
    {
        if (_state is not (CellState.Running or CellState.Suspended))
            return;
        _state = CellState.Restarting;
        _restartCause = cause;
        if (_instance is { } instance)
        {
            try
            {
                await instance.InvokePreRestartAsync(cause, _failedMessage).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The instance is on its way out; what it throws now cannot change that.
                System.PublishFailure(new ActorFailure(Self, exception, null, Directive.Restart));
            }
        }

        _instance = null;
        _batchOpen = false;
        _failedMessage = null;
        Timers.CancelAll();
        if (!Children.AnyStopping)
            await FinishRestartAsync().ConfigureAwait(false);
    }

    private ValueTask FinishRestartAsync()
    {
        Exception cause = _restartCause!;
        _restartCause = null;
        return StartAsync(cause);
    }

    private void ResumeAfterFailure()
    {
        if (_state != CellState.Suspended)
            return;
        if (_instance is null)
        {
            // Its start failed, so there is nothing to resume.
            Fail(new InvalidOperationException($"{Self} could not start and so cannot be resumed; decide Restart or Stop for it."), null);
            return;
        }

        _failedMessage = null;
        _state = CellState.Running;
        ResumeEscalatedChildren();
    }

    private async ValueTask BeginStopAsync()
    {
        if (_state is CellState.Stopping or CellState.Stopped)
            return;
        // What the last batch gathered is flushed while the children still live.
        EndBatch();
        _state = CellState.Stopping;
        Timers.Close();
        Children.Close();
        foreach (ChildEntry child in Children.Snapshot())
            StopChild(child);
        if (Children.IsEmpty)
            await FinishStopAsync().ConfigureAwait(false);
    }

    private async ValueTask FinishStopAsync()
    {
        if (_instance is { } instance)
        {
            try
            {
                await instance.InvokePostStopAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                System.PublishFailure(new ActorFailure(Self, exception, null, Directive.Stop));
            }
        }

        _instance = null;
        _failedMessage = null;
        // PostStop may have scheduled or watched; nothing of that may outlive the actor.
        Timers.Close();
        _state = CellState.Stopped;
        BuryMessages();
        // Taken out here rather than on the parent's turn: whoever learns of the end may use the name again at once.
        Parent?.Children.Remove(this);
        DeathWatch.End(_stopReason);
        Parent?.PostSignal(CellSignal.ChildTerminated.Instance);
    }

    private ValueTask OnChildTerminatedAsync() => _state switch
    {
        CellState.Stopping when Children.IsEmpty => FinishStopAsync(),
        CellState.Restarting when !Children.AnyStopping => FinishRestartAsync(),
        _ => ValueTask.CompletedTask,
    };

    private void BuryMessages()
    {
        while (_mailbox.TryDequeue(out Envelope envelope))
        {
            if (envelope.Message is not DeferredMessage)
                System.PublishDeadLetter(new DeadLetter(envelope.Message, envelope.Sender, Self, DeadLetterReason.RecipientTerminated));
        }

        while (Timers.TryDequeueDue(out _))
        {
            // A timer's message belongs to its actor alone; with the actor gone nobody misses it.
        }
    }
}
