using Troupe.Logging;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>Workers that become ready, and starts that fail. Part of the dispatcher.</summary>
internal sealed class StartFlow(DispatcherState state, JobFlow jobs, SlotFlow slots)
{
    private TaskCompletionSource? _waiter;
    private bool _firstThrew;

    public void OnWhenStarted(TaskCompletionSource started)
    {
        _waiter = started;
        if ((state.Abandoned ?? state.Ending?.Reason) is { } reason)
            FailWaiter(reason);
        else if (state.Slots.Ready > 0)
            state.Effects.Do(() => started.TrySetResult());
    }

    /// <summary>Callers no longer wait for a start that will not happen.</summary>
    public void FailWaiter(Exception reason)
    {
        if (_waiter is { } waiter)
            state.Effects.Do(() => waiter.TrySetException(reason));
    }

    public void OnReady(WorkerSlot slot, int pid)
    {
        var (log, name) = (state.Setup.Log, slot.Id.ToString());
        state.Effects.Do(() => Log.WorkerReady(log, name, pid));
        slot.OnReady(pid);
        state.Effects.Tell(new WorkerUp(slot.Id));
        state.Breaker = StartBreaker.Closed;
        state.FirstStartError = null;
        if (_waiter is { } waiter)
            state.Effects.Do(() => waiter.TrySetResult());
        if (state.Ends)
            slot.GiveUp();
        slots.EndIfRetired(slot);
        slots.AnswerResizeWaiters();
    }

    /// <summary>A worker has ended, and its jobs have their way: its slot goes, or is to have the next one.</summary>
    public void OnEnded(WorkerSlot slot, WorkerEnded ended)
    {
        if (slot.Surplus || state.Ends)
        {
            slots.Remove(slot);
            return;
        }
        if (ended.StartError is { } error)
            OnFailed(slot, error, ended.StartThrew);
        slots.ReplaceWorker(slot, failed: ended.StartError is not null);
    }

    private void OnFailed(WorkerSlot slot, Exception error, bool threw)
    {
        if (state.FirstStartError is null)
            (state.FirstStartError, _firstThrew) = (error, threw);
        state.Breaker = state.Breaker.OnFailure();
        slot.FailedStarts++;
        if (_waiter is { Task.IsCompleted: false } && state.Breaker.Failures >= Math.Min(state.Slots.Count, StartBreaker.Limit))
        {
            FailWaiter(StartErrors.Of(
                state.FirstStartError,
                _firstThrew,
                state.Setup.HostedInstance?.Name,
                state.Setup.Options.AnyInitializer is not null));
        }

        if (state.Unavailable)
            RefuseAll();
    }

    private void RefuseAll()
    {
        var (log, breaker, first) = (state.Setup.Log, state.Breaker, state.FirstStartError!);
        state.Effects.Do(() => Log.Unavailable(log, breaker.Failures, breaker.Pause, first));
        foreach (var job in state.Queue.TakeAll())
            jobs.Settlement.Fail(job, state.UnavailableError());
        slots.FailResizeWaiters(state.UnavailableError());
    }
}
