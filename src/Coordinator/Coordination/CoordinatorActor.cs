using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Logging;
using Troupe.Texts;

namespace Troupe.Coordination;

/// <summary>
/// The heart of a pool. All decisions about jobs and places are made on its turns, and nowhere else.
/// <code>
///  your code             coordinator process                           ║  worker process (slot s, generation g)
///  RunAsync ── encode ─▶ CoordinatorActor ──▶ WorkerProxyActor ─▶ link ║▶ JobRunner ─▶ invoker ─▶ your method
///     ▲                   queue, slots             │ process, jobs     ║     │ flight record (shared page)
///     └──── outcome ◀──────────────────────────────┴◀──────────────────║◀────┘
/// </code>
/// Owns the queue of waiting jobs, the places and who may have how many jobs; the proxies, its children, own what their
/// worker has. Accepts jobs and wishes from the pool's face, and what proxies report. When a proxy ends, its place gets
/// the next incarnation, at once when the last one had been ready, after a pause when it had not.
/// </summary>
internal sealed partial class CoordinatorActor(PoolSetup setup, PoolView view) : Actor
{
    /// <summary>How many workers may be parked, waiting for jobs of their jobs, before further ones are refused.</summary>
    private const int LongestNesting = 64;

    private readonly JobQueue _queue = new();
    private readonly WorkerTable _slots = new();
    private readonly Dictionary<int, int> _lastGenerations = [];
    private readonly Dictionary<WorkerId, HashSet<NestedJob>> _nested = [];
    private readonly HashSet<Job> _paused = [];
    private readonly List<TaskCompletionSource> _drainWaiters = [];
    private readonly List<TaskCompletionSource> _resizeWaiters = [];
    private TaskCompletionSource? _startWaiter;
    private StartBreaker _breaker;
    private Exception? _firstStartError;
    private bool _firstStartThrew;
    private int _target = setup.Options.Workers;
    private ulong _lastJobId;
    private int _lastSlot = -1;
    private int _crossedLeases;
    private EndPool? _ending;

    protected override SupervisorStrategy SupervisorStrategy => FailureStops.Strategy;

    protected override ValueTask PreStartAsync()
    {
        FillPlaces();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ReceiveAsync(object message)
    {
        try
        {
            Receive(message);
            return ValueTask.CompletedTask;
        }
        catch (Exception error)
        {
            // A bug, which ends this actor. The job at hand may be in no list yet.
            setup.Failure.Note(error);
            (message as Job)?.Fail(JobFault.Of(PoolClosedExceptionOf(setup.Failure)));
            throw;
        }
    }

    private void Receive(object message)
    {
        switch (message)
        {
            case Job job: OnSubmitted(job); break;
            case WorkerReleased released: OnReleased(released); break;
            case CancelJob cancel: OnCancel(cancel.Job); break;
            case QueueTimeUp timeUp: OnQueueTimeUp(timeUp.Job); break;
            case Requeue requeue: OnRequeue(requeue.Job); break;
            case LeaseBounced bounced: OnLeaseBounced(bounced.Job); break;
            case Terminated terminated: OnTerminated(terminated.Actor); break;
            case JobFailedAttempt failed: OnFailedAttempt(failed); break;
            case NestedSubmitted nested: OnNestedSubmitted(nested); break;
            case NestedEnded ended: OnNestedEnded(ended.Worker); break;
            case WorkerReady ready: OnReady(ready); break;
            case WorkerOverSoftLimit over: OnOverSoftLimit(over.Worker); break;
            case WorkerUnreachable unreachable: Find(unreachable.Worker)?.OnEnding(); break;
            case WorkerEnded ended: OnEnded(ended); break;
            case StartSlot start: OnStartSlot(start.Slot); break;
            case WhenDrained drained: OnWhenDrained(drained.Drained); break;
            case WhenStarted started: OnWhenStarted(started.Started); break;
            case Resize resize: OnResize(resize); break;
            case EndPool end: OnEndPool(end); break;
            case CountUnfinished count: count.Counted.TrySetResult(CountUnfinished()); break;
            case ShrinkPlaces: OnShrinkPlaces(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnSubmitted(Job job)
    {
        job.Id = ++_lastJobId;
        if (!TryRefuse(job))
        {
            WatchQueueTime(job);
            _queue.Add(job);
            Dispatch();
        }
    }

    private void WatchQueueTime(Job job)
    {
        if (job.Options.QueueTimeout is { } limit)
            job.Limit = Context.ScheduleTell(limit.Bounded(), new QueueTimeUp(job));
    }

    /// <summary>A pool that ends, or has no worker and can start none, takes nothing.</summary>
    private bool TryRefuse(Job job)
    {
        if (_ending is not null)
            job.Cancel();
        else if (Unavailable)
            job.Fail(JobFault.Of(UnavailableError()));
        return job.Settled;
    }

    /// <summary>Gives waiting jobs to workers for as long as there are both.</summary>
    private void Dispatch()
    {
        while (_queue.Peek() is { } job)
        {
            var demand = Demand.Of(job);
            var place = Choose(demand);
            if (place < 0)
                break;
            _queue.Take(job);
            Lease(_slots[place], job, demand.Booked);
            _lastSlot = place;
        }
        view.Waiting = _queue.Count;
        AnswerDrainWaiters();
    }

    /// <summary>Spare and temporary workers stand in for others: never more than the pool's number are busy.</summary>
    private int Choose(in Demand demand) =>
        RoundRobin.Next(_slots, _lastSlot, _slots.Count <= _target || _slots.BusyUnparked < _target, demand);

    private void Lease(WorkerSlot slot, Job job, long booked)
    {
        job.Place?.Leave(job);
        job.BookedTicks = booked;
        job.State = JobState.Running;
        job.Holder = slot.Proxy;
        slot.Lease(booked);
        if (setup.Options.MaxTasksPerWorker is { } most && slot.Given >= most)
            slot.Recycle();
        slot.Proxy!.Tell(job);
    }

    private void OnReleased(WorkerReleased released)
    {
        var slot = Find(released.Worker);
        slot?.Release(released.Count, released.Finished, released.Ticks);
        if (released.Overrun)
            slot?.OnOverrun();
        // Also those of a worker whose place has a successor already: nobody else knows of them.
        foreach (var job in released.Returned ?? [])
            PutBack(job);
        if (slot is not null)
            EndIfRetired(slot);
        ShrinkLater();
        Dispatch();
    }

    private void PutBack(Job job)
    {
        job.Holder = null;
        job.State = JobState.Queued;
        if (job.CancelRequested)
            job.Cancel();
        else if (job is { QueueTimeOver: true, Attempt: 1, Skip: 0 })
            GiveUp(job);
        else if (!job.Settled && !TryRefuse(job))
            _queue.PutBack(job);
    }

    private void OnCancel(Job job)
    {
        job.RequestCancel();
        if (job.Holder is { } holder && job.State == JobState.Running)
        {
            holder.Tell(new CancelLeased(job));
        }
        else
        {
            _paused.Remove(job);
            job.Cancel();
        }
        AnswerDrainWaiters();
    }

    /// <summary>Only for a job that has not run: one that waits for a further attempt has, and is not given up for waiting.</summary>
    private void OnQueueTimeUp(Job job)
    {
        if (job is { State: JobState.Queued, Attempt: 1 })
            GiveUp(job);
        else
            job.QueueTimeOver = true;
        AnswerDrainWaiters();
    }

    private static void GiveUp(Job job) =>
        job.Fail(JobFault.Of(new JobTimeoutException($"Job {job.Id} ({job.Name}) waited {job.Options.QueueTimeout} for a free worker and was given up without having run. Use more workers or a longer JobOptions.QueueTimeout.") { Limit = job.Options.QueueTimeout }));

    private void OnFailedAttempt(JobFailedAttempt failed) => RetryOrFail(failed.Job, failed.Fault);

    private void RetryOrFail(Job job, in JobFault fault)
    {
        var error = fault.ToException();
        if (job.CancelRequested)
        {
            job.Cancel();
        }
        else if (_ending is null && job.Options.Policy.NextAttempt(job.Attempt, error) is { } pause)
        {
            Log.Retrying(setup.Log, job.Id, job.Name, job.Attempt, PrintableText.Escape(error.Message));
            job.Attempt++;
            job.Holder = null;
            job.State = JobState.Queued;
            _paused.Add(job);
            Context.ScheduleTell(pause.Bounded(), new Requeue(job));
        }
        else
        {
            job.Fail(fault);
        }
    }

    private void OnRequeue(Job job)
    {
        if (!_paused.Remove(job))
            return;
        job.Given?.OnAnotherAttempt();
        PutBack(job);
        Dispatch();
    }

    private void OnLeaseBounced(Job job)
    {
        _crossedLeases = Math.Max(0, _crossedLeases - 1);
        PutBack(job);
        Dispatch();
    }

    private WorkerSlot? Find(WorkerId worker) => _slots.Find(worker);

    private bool Idle => _queue.Peek() is null && _paused.Count == 0 && _crossedLeases == 0 && _slots.Busy == 0;
}
