using Troupe.Logging;

namespace Troupe.Dispatching;

/// <summary>Waiting for the pool's drain, and its end. Part of the dispatcher.</summary>
internal sealed class EndFlow(Board board, JobFlow jobs, SlotFlow slots, StartFlow starts)
{
    private const string Why = "the pool ends";

    private readonly List<TaskCompletionSource> _drainWaiters = [];
    private readonly List<TaskCompletionSource> _endWaiters = [];

    public void OnWhenDrained(TaskCompletionSource drained) => _drainWaiters.Add(drained);

    /// <summary>Asked after each step.</summary>
    public void Answer()
    {
        if (_drainWaiters.Count > 0 && board.Idle)
            Complete(_drainWaiters);
        if (_endWaiters.Count > 0 && board.Slots.Count == 0)
            Complete(_endWaiters);
    }

    public void OnEndPool(EndPool end)
    {
        _endWaiters.Add(end.Ended);
        if (board.Ending is not null)
        {
            if (end.Kill)
                KillAll(Why, planned: true);
            return;
        }
        board.Ending = end;
        if (end.DrainTime is { } time && board.Unfinished is { IsNothing: false } left)
        {
            board.Effects
                .Do(() => LossLog.CancelledAtEnd(board.Setup.LossLog, left.Waiting + left.Running, left.Waiting, left.Running, time));
        }

        starts.FailWaiter(end.Reason);
        slots.FailResizeWaiters(end.Reason);
        foreach (var job in jobs.TakeWaiting())
            jobs.Settlement.Cancel(job);
        board.PublishQueue();
        foreach (var slot in board.Slots.ToList())
        {
            if (slot.State != WorkerState.Down && (end.Kill || slot.Assigned > 0))
            {
                slot.GiveUp();
                board.Effects.Tell(slot, session => session.Kill(Why, planned: true));
            }
            else
            {
                slots.GiveUp(slot, Why);
            }
        }
    }

    /// <summary>Whatever has ended the dispatcher, nobody is left waiting for it.</summary>
    public void Abandon(Exception reason)
    {
        board.Abandoned ??= reason;
        var cancels = board.Ends;
        foreach (var job in jobs.TakeWaiting().Concat(board.Slots.SelectMany(slot => slot.Jobs.Turns.Select(turn => slot.Jobs[turn])))
            .ToList())
        {
            if (cancels || job.CancelRequested)
                jobs.Settlement.Cancel(job);
            else
                jobs.Settlement.Fail(job, reason);
        }
        starts.FailWaiter(reason);
        slots.FailResizeWaiters(reason);
        KillAll("what watches over the pool has failed", planned: cancels);
        foreach (var slot in board.Slots.ToList())
        {
            slot.OnEnded();
            board.Slots.Remove(slot);
        }
        board.Publish();
        board.PublishQueue();
    }

    private void KillAll(string why, bool planned)
    {
        foreach (var slot in board.Slots.ToList().Where(slot => slot.State != WorkerState.Down))
        {
            // The session by then: a step that has failed may not have opened it.
            board.Effects.Do(() => slot.Session?.Kill(why, planned));
        }
    }

    private void Complete(List<TaskCompletionSource> waiters)
    {
        foreach (var waiter in waiters)
            board.Effects.DoAfterAll(() => waiter.TrySetResult());
        waiters.Clear();
    }
}
