namespace Troupe.Tests.StateMachine;

/// <summary>What must hold after each step.</summary>
internal sealed partial class Simulation
{
    private static readonly long s_standInTime = TimeSpan.FromSeconds(2).Ticks;

    /// <summary>Since when there are more workers than are needed; null while there are not.</summary>
    private long? _surplusSince;

    private void Compare()
    {
        CompareJobs();
        if (_broken is null)
            ComparePool();
        if (_broken is not null)
            throw new BrokenPromiseException(_broken);
    }

    private void CompareJobs()
    {
        foreach (var paused in _open.Where(job => job.Place == JobPlace.Paused && job.PausedUntil <= Now && job.Right is null))
            ExpectBack(paused);
        for (var index = _open.Count - 1; index >= 0; index--)
        {
            if (IsOver(_open[index]))
                Forget(index);
        }
    }

    private bool IsOver(TrackedJob job)
    {
        if (job.Job is { } made && (made.Id != job.Id || made.Settled != job.Ended is not null || made.Over != made.Settled))
            Break($"{job} has the number {made.Id}, is {(made.Settled ? "" : "not ")}settled and {(made.Over ? "" : "not ")}over");
        if (job.Right is null && job.Place == JobPlace.Waiting && job.QueueTimeUp <= Now)
            job.Right = JobState.Failed;
        if (job.Ended != job.Right)
            Break($"{job} must be {job.Right?.ToString() ?? "without an outcome"}");
        if (!job.Items.SequenceEqual(job.RightItems))
            Break($"the items of {job} have {string.Join(' ', job.Items)}, and must have {string.Join(' ', job.RightItems)}");
        if (job.Ended is not { } state)
        {
            RequireCancelTold(job);
            return false;
        }
        if (state == JobState.Succeeded && job.Items.Count < job.Count)
            Break($"{job} has an outcome, and of its items only {job.Items.Count} have");
        if (job.Job!.State != state)
            Break($"{job} shows its caller {job.Job.State}");
        return true;
    }

    private void Forget(int index)
    {
        var job = _open[index];
        _queue.Remove(job);
        _open.RemoveAt(index);
        if (job.Owner is { } owner)
            owner.NestedOpen--;
    }

    private void RequireCancelTold(TrackedJob job)
    {
        if (job is { CancelAsked: true, Place: JobPlace.Leased }
            && _workers.Find(
                worker => worker.Phase == FakePhase.Ready && worker.Jobs.Exists(held => held.Job == job)) is { } holder && !holder.Cancels
                    .Contains(job))
        {
            Break($"{holder} has {job}, and was not told to end it");
        }
    }

    private void ComparePool()
    {
        _restarts.RemoveAll(due => due <= Now);
        if (_making.Count != _thrown.Count)
            Break($"{_making.Count} errors are to be made, and {_thrown.Count} jobs threw");
        if (_workers.Find(worker => worker.Unflushed) is { } unflushed)
            Break($"{unflushed} was given jobs, and not told that these were all");
        if (_ending || _abandoned)
            return;
        if (_control.Owes)
            _surplusSince = null;
        else
            CompareCount();
        var done = _drains.RemoveAll(drained => drained.Task.IsCompleted) > 0;
        if (done && _open.Count > 0)
            Break($"the pool was told to be drained, and {_open[0]} is not over");
        if (!_workers.Exists(worker => worker.Phase == FakePhase.Dying))
            CompareIdle();
    }

    private void CompareCount()
    {
        var live = _workers.Count(worker => worker.Phase != FakePhase.Gone);
        if (live + _restarts.Count < _target + Spares)
            Break($"{live} workers live and {_restarts.Count} are started later, and there should be {_target + Spares}");
        if (live > 0 && _queue.All.Any(job => job.Owner is not null)
            && live + _restarts.Count == _workers.Count(worker => worker.Phase != FakePhase.Gone && worker.NestedOpen > 0))
        {
            Break($"all {live} workers wait for jobs of their jobs");
        }

        CompareSurplus();
    }

    /// <summary>A stand-in stays for a while, and not for good.</summary>
    private void CompareSurplus()
    {
        var staying = _workers.Where(worker => worker.IsLive && worker is { ToldToEnd: false, Killed: false }).ToList();
        var needed = _target + Spares + _workers.Count(worker => worker.Phase != FakePhase.Gone && worker.NestedOpen > 0);
        if (_resized || staying.Count <= needed || !staying.Exists(worker => worker.Jobs.Count == 0 && worker.NestedOpen == 0))
            _surplusSince = null;
        else if (Now - (_surplusSince ??= Now) > s_standInTime)
            Break($"{staying.Count} workers stay, and {needed} are needed");
    }

    private void CompareIdle()
    {
        if (_queue.Front() is { } job)
        {
            if (BusyUnparked() < _target && _workers.Find(worker => TakesJobs(worker) && worker.Jobs.Count == 0) is { } idle)
                Break($"{job} waits, and {idle} has nothing to do");
            // One whose place was given up takes nothing more, and only the dispatcher knows which that is.
            if (!_resized && _workers.Find(
                worker => TakesJobs(worker) && worker is { Overrunning: false, Jobs.Count: > 0 } && HasRoom(worker, job)) is { } roomy)
            {
                Break($"{job} waits, and {roomy} has room for it");
            }
        }
        foreach (var worker in _workers.Where(TakesJobs))
        {
            if (_queue.Front(worker.Id.Slot) is { } own
                && (worker.Jobs.Count == 0 ? BusyUnparked() < _target : !_resized && !worker.Overrunning && HasRoom(worker, own)))
            {
                Break($"{own} waits, and {worker} has room for it");
            }
        }
        if (_open.Count == 0 && _drains.Count > 0)
            Break("no job is left, and that is waited for");
    }

    private static bool TakesJobs(FakeWorker worker) => worker is { Phase: FakePhase.Ready, Spent: false, Killed: false, ToldToEnd: false };
}
