using Troupe.Jobs;
using Troupe.Logging;

namespace Troupe.Coordination;

/// <summary>Waiting for the pool's start, for its drain, and its end.</summary>
internal sealed partial class CoordinatorActor
{
    private void OnWhenStarted(TaskCompletionSource started)
    {
        _startWaiter = started;
        if (_slots.Any(slot => slot.State == WorkerState.Ready))
            started.TrySetResult();
    }

    private void OnWhenDrained(TaskCompletionSource drained)
    {
        _drainWaiters.Add(drained);
        AnswerDrainWaiters();
    }

    private void AnswerDrainWaiters()
    {
        if (_drainWaiters.Count == 0 || !Idle)
            return;
        foreach (var waiter in _drainWaiters)
            waiter.TrySetResult();
        _drainWaiters.Clear();
    }

    private void OnEndPool(EndPool end)
    {
        if (_ending is not null)
        {
            _ = _ending.Ended.Task.ContinueWith(_ => end.Ended.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (end.Kill)
                KillAll(new KillWorker("the pool ends"));
            return;
        }
        _ending = end;
        if (end.DrainTime is { } time && CountUnfinished() is { IsNothing: false } left)
            LossLog.CancelledAtEnd(setup.LossLog, left.Waiting + left.Running, left.Waiting, left.Running, time);
        _startWaiter?.TrySetException(end.Reason);
        foreach (var done in _resizeWaiters)
            done.TrySetException(end.Reason);
        _resizeWaiters.Clear();
        foreach (var job in _queue.TakeAll().Concat(_paused))
            job.Cancel();
        _paused.Clear();
        foreach (var slot in _slots.ToList())
        {
            if (slot.State != WorkerState.Down && (end.Kill || slot.Leased > 0))
            {
                slot.GiveUp();
                slot.Proxy!.Tell(new KillWorker("the pool ends"));
            }
            else
            {
                GiveUp(slot, "the pool ends");
            }
        }
        AnswerDrainWaiters();
        CompleteEnd();
    }

    private Unfinished CountUnfinished() => new(_queue.CountUnsettled() + _paused.Count, _crossedLeases + _slots.Sum(slot => slot.Leased));

    private void KillAll(KillWorker order)
    {
        foreach (var slot in _slots.ToList())
            slot.Proxy?.Tell(order);
    }

    private void CompleteEnd()
    {
        if (_ending is null || _slots.Count > 0)
            return;
        AnswerDrainWaiters();
        _ending.Ended.TrySetResult();
    }

    /// <summary>What jobs are told when this actor has failed.</summary>
    public static PoolClosedException PoolClosedExceptionOf(PoolFailure failure) =>
        new($"The pool's coordinator has failed{(failure.Error is { } error ? $" with {error.GetType().Name}" : "")}; see the inner exception and the log. Start another pool.", failure.Error);

    /// <summary>Whatever ended this actor, nobody is left waiting for it.</summary>
    protected override ValueTask PostStopAsync()
    {
        var reason = _ending?.Reason ?? PoolClosedExceptionOf(setup.Failure);
        foreach (var job in _queue.TakeAll().Concat(_paused))
            job.Fail(JobFault.Of(reason));
        _startWaiter?.TrySetException(reason);
        foreach (var done in _resizeWaiters)
            done.TrySetException(reason);
        foreach (var waiter in _drainWaiters)
            waiter.TrySetResult();
        _ending?.Ended.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
