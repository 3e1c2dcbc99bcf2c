using Troupe.Logging;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>Workers that become ready, and starts that fail. Part of the dispatcher.</summary>
internal sealed class StartFlow(Board board, JobFlow jobs, SlotFlow slots)
{
    private TaskCompletionSource? _waiter;
    private bool _firstThrew;

    public void OnWhenStarted(TaskCompletionSource started)
    {
        _waiter = started;
        if ((board.Abandoned ?? board.Ending?.Reason) is { } reason)
            FailWaiter(reason);
        else if (board.Slots.Ready > 0)
            board.Effects.Do(() => started.TrySetResult());
    }

    /// <summary>Nobody waits any longer for a start that will not be.</summary>
    public void FailWaiter(Exception reason)
    {
        if (_waiter is { } waiter)
            board.Effects.Do(() => waiter.TrySetException(reason));
    }

    public void OnReady(WorkerSlot slot, int pid)
    {
        var (log, name) = (board.Setup.Log, slot.Id.ToString());
        board.Effects.Do(() => Log.WorkerReady(log, name, pid));
        slot.OnReady(pid);
        board.Effects.Tell(new WorkerUp(slot.Id));
        board.Breaker = StartBreaker.Closed;
        board.FirstStartError = null;
        if (_waiter is { } waiter)
            board.Effects.Do(() => waiter.TrySetResult());
        if (board.Ends)
            slot.GiveUp();
        slots.EndIfRetired(slot);
        slots.AnswerResizeWaiters();
    }

    /// <summary>A worker has ended, and its jobs have their way: its slot goes, or is to have the next one.</summary>
    public void OnEnded(WorkerSlot slot, WorkerEnded ended)
    {
        if (slot.Surplus || board.Ends)
        {
            slots.Remove(slot);
            return;
        }
        if (ended.StartError is { } error)
            OnFailed(slot, error, ended.StartThrew);
        slots.AskForNext(slot, failed: ended.StartError is not null);
    }

    private void OnFailed(WorkerSlot slot, Exception error, bool threw)
    {
        if (board.FirstStartError is null)
            (board.FirstStartError, _firstThrew) = (error, threw);
        board.Breaker = board.Breaker.OnFailure();
        slot.FailedStarts++;
        if (_waiter is { Task.IsCompleted: false } && board.Breaker.Failures >= Math.Min(board.Slots.Count, StartBreaker.Limit))
        {
            FailWaiter(StartErrors.Of(
                board.FirstStartError,
                _firstThrew,
                board.Setup.Subject?.Name,
                board.Setup.Options.AnyInitializer is not null));
        }

        if (board.Unavailable)
            RefuseAll();
    }

    private void RefuseAll()
    {
        var (log, breaker, first) = (board.Setup.Log, board.Breaker, board.FirstStartError!);
        board.Effects.Do(() => Log.Unavailable(log, breaker.Failures, breaker.Pause, first));
        foreach (var job in board.Queue.TakeAll())
            jobs.Settlement.Fail(job, board.UnavailableError());
        slots.FailResizeWaiters(board.UnavailableError());
    }
}
