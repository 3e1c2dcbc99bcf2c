using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>What must hold when the coordinator speaks, and after each step.</summary>
internal sealed partial class Simulation
{
    private const long AheadTicks = 2500 * TimeSpan.TicksPerMicrosecond;
    private const int AheadJobs = 1024;

    public void OnSpawned(WorkerId id, ActorRef proxy)
    {
        if (_workers.Exists(worker => worker.Id.Slot == id.Slot && worker.Phase is not FakePhase.Gone))
            Break($"worker {id} was started in a place that is taken");
        var last = _workers.Where(worker => worker.Id.Slot == id.Slot).Select(worker => worker.Id.Generation).DefaultIfEmpty(0).Max();
        if (id.Generation != last + 1)
            Break($"worker {id} follows on generation {last}");
        if (_ending)
            Break($"worker {id} was started though the pool ends");
        var started = new FakeWorker(id, proxy);
        _workers.Add(started);
        _byId[id] = started;
    }

    public void OnTold(WorkerId id, object message)
    {
        var worker = _byId[id];
        switch (message)
        {
            case Job job: OnLease(worker, _byJob[job]); break;
            case CancelLeased cancel: OnCancelTold(worker, _byJob[cancel.Job]); break;
            case KillWorker: worker.Killed = true; break;
            case ShutDownWorker: OnShutDownTold(worker); break;
        }
    }

    private static void OnCancelTold(FakeWorker worker, TrackedJob job)
    {
        if (worker.Jobs.Contains(job) && !worker.Cancels.Contains(job))
            worker.Cancels.Add(job);
    }

    private void OnShutDownTold(FakeWorker worker)
    {
        if (worker.Jobs.Count > 0)
            Break($"{worker} was told to end while it had jobs");
        worker.ShutDown = true;
    }

    private void OnLease(FakeWorker worker, TrackedJob job)
    {
        RequireFront(job);
        RequireFit(worker, job);
        _queue.Remove(job);
        job.Place = JobPlace.Leased;
        worker.Given++;
        worker.Taken += worker.Phase == FakePhase.Ready ? 1 : 0;
        worker.Spent |= _limitsTasks && worker.Given >= MostTasks;
        (worker.Phase == FakePhase.Ready ? worker.Jobs : worker.Bounced).Add(job);
        if (job.Job.Attempt != job.Attempt)
            Break($"{job} was given to {worker} as attempt {job.Job.Attempt}");
        if (!_workers.Exists(other => other.Phase == FakePhase.Dying) && BusyUnparked() > Math.Max(_target, _workers.Count(other => other.Jobs.Count > 1)) && worker.Jobs.Count == 1 && BusyUnparked() > _target)
            Break($"{BusyUnparked()} workers are busy, and {_target} may be");
    }

    private void RequireFront(TrackedJob job)
    {
        if (job.Job.Settled || job.Right is not null)
            Break($"{job} is over, and was given to a worker");
        if (job.Place == JobPlace.Leased)
            Break($"{job} was given to a second worker");
        foreach (var paused in _open.Where(other => other.Place == JobPlace.Paused && other.PausedUntil < Now && !other.Job.Settled).ToList())
            _queue.PutBack(paused);
        if (job.Place == JobPlace.Paused && job.PausedUntil <= Now)
            _queue.PutBack(job);
        if (job.Place != JobPlace.Waiting)
            Break($"{job} was given to a worker before its pause was over");
        else if (_queue.Front() is var front && front != job)
            Break($"{job} was given to a worker before {front}");
    }

    private void RequireFit(FakeWorker worker, TrackedJob job)
    {
        if (!worker.LooksReady || worker.Killed || worker.ShutDown)
            Break($"{job} was given to {worker}, which takes none");
        if (worker.Spent)
            Break($"{job} was given to {worker}, which has had its share or holds too much memory");
        if (worker.Overrunning)
            Break($"{job} was given to {worker}, whose job lasts");
        var estimate = job.Job.Function.EstimatedTicks;
        var ahead = worker.Jobs.Sum(other => other.Job.BookedTicks) + estimate;
        if (worker.Phase == FakePhase.Ready && worker.Jobs.Count > 0 && (estimate < 0 || ahead > AheadTicks || worker.Jobs.Count >= AheadJobs))
            Break($"{job} was put behind {worker.Jobs.Count} jobs of {worker}");
    }

    private int BusyUnparked() => _workers.Count(worker => worker.Jobs.Count > 0 && worker.NestedOpen == 0);

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
            var job = _open[index];
            if (job.Job.Id != job.Id)
                Break($"{job} has the number {job.Job.Id}");
            if (job.Right is null && job.Place == JobPlace.Waiting && job.QueueTimeUp <= Now)
                job.Right = JobState.Failed;
            if (job.Job.Settled && job.Right != job.Job.State)
                Break($"{job} must be {job.Right?.ToString() ?? "without an outcome"} {(job.Job as ModelJob)?.Error?.Message}");
            else if (!job.Job.Settled && job.Right is not null)
                Break($"{job} must be {job.Right}");
            if (!job.Job.Settled)
            {
                RequireCancelTold(job);
                continue;
            }
            _queue.Remove(job);
            _open.RemoveAt(index);
            if (job.Owner is { } owner)
                owner.NestedOpen--;
        }
    }

    private void RequireCancelTold(TrackedJob job)
    {
        if (job is { CancelAsked: true, Place: JobPlace.Leased } && _workers.Find(worker => worker.Jobs.Contains(job)) is { } holder && !holder.Cancels.Contains(job))
            Break($"{holder} has {job}, and was not told to end it");
    }

    private void ComparePool()
    {
        _restarts.RemoveAll(due => due <= Now);
        if (_ending)
            return;
        var live = _workers.Count(worker => worker.Phase != FakePhase.Gone);
        if (live + _restarts.Count < _target + Spares)
            Break($"{live} workers live and {_restarts.Count} are started later, and there should be {_target + Spares}");
        if (_queue.Front() is { } job && BusyUnparked() < _target && _workers.Find(IsFree) is { } idle && !_workers.Exists(worker => worker.Phase == FakePhase.Dying))
            Break($"{job} waits, and {idle} has nothing to do");
        var idlePool = _open.Count == 0;
        if (_drains.RemoveAll(drained => drained.Task.IsCompleted) > 0 && !idlePool)
            Break($"the pool was told to be drained, and {_open[0]} is not over");
        if (idlePool && _drains.Count > 0 && !_workers.Exists(worker => worker.Phase == FakePhase.Dying))
            Break("no job is left, and somebody waits for that");
    }

    private static bool IsFree(FakeWorker worker) =>
        worker is { Phase: FakePhase.Ready, Spent: false, Killed: false, ShutDown: false } && worker.Jobs.Count == 0;
}
