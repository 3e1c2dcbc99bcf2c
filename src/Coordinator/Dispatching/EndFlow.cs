using Troupe.Logging;

namespace Troupe.Dispatching;

/// <summary>Waiting for the pool's drain, and its end. Part of the dispatcher.</summary>
internal sealed class EndFlow(DispatcherState state, JobFlow jobs, SlotFlow slots, StartFlow starts)
{
    private const string Why = "the pool ends";

    private readonly List<TaskCompletionSource> _drainWaiters = [];
    private readonly List<TaskCompletionSource> _endWaiters = [];

    public void OnWhenDrained(TaskCompletionSource drained) => _drainWaiters.Add(drained);

    /// <summary>Asked after each step.</summary>
    public void Answer()
    {
        if (_drainWaiters.Count > 0 && state.Idle)
            Complete(_drainWaiters);
        if (_endWaiters.Count > 0 && state.Slots.Count == 0)
            Complete(_endWaiters);
    }

    public void OnEndPool(EndPool end)
    {
        _endWaiters.Add(end.Ended);
        if (state.Ending is not null)
        {
            if (end.Kill)
                KillAll(Why, planned: true);
            return;
        }
        state.Ending = end;
        if (end.DrainTime is { } time && state.Unfinished is { IsNothing: false } left)
        {
            state.Effects
                .Do(() => LossLog.CancelledAtEnd(state.Setup.LossLog, left.Waiting + left.Running, left.Waiting, left.Running, time));
        }

        starts.FailWaiter(end.Reason);
        slots.FailResizeWaiters(end.Reason);
        foreach (var job in jobs.TakeWaiting())
            jobs.Settlement.Cancel(job);
        state.PublishQueue();
        foreach (var slot in state.Slots.ToList())
        {
            if (slot.State != WorkerState.Down && (end.Kill || slot.Assigned > 0))
            {
                slot.GiveUp();
                state.Effects.Tell(slot, session => session.Kill(Why, planned: true));
            }
            else
            {
                slots.GiveUp(slot, Why);
            }
        }
    }

    /// <summary>Whatever has ended the dispatcher, no caller is left waiting for it.</summary>
    public void Abandon(Exception reason)
    {
        state.Abandoned ??= reason;
        var cancels = state.Ends;
        foreach (var job in jobs.TakeWaiting().Concat(state.Slots.SelectMany(slot => slot.Jobs.Numbers.Select(number => slot.Jobs[number])))
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
        foreach (var slot in state.Slots.ToList())
        {
            slot.OnEnded();
            state.Slots.Remove(slot);
        }
        state.Publish();
        state.PublishQueue();
    }

    private void KillAll(string why, bool planned)
    {
        foreach (var slot in state.Slots.ToList().Where(slot => slot.State != WorkerState.Down))
        {
            // The session by then: a step that has failed may not have opened it.
            state.Effects.Do(() => slot.Session?.Kill(why, planned));
        }
    }

    private void Complete(List<TaskCompletionSource> waiters)
    {
        foreach (var waiter in waiters)
            state.Effects.DoAfterAll(() => waiter.TrySetResult());
        waiters.Clear();
    }
}
