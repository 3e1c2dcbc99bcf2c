using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Hosting;

/// <summary>
/// Stands where a pool has its coordinator, for one process that several hosted objects share. Owns the objects and the calls that
/// wait for them; the worker's proxy, its only child, owns what the process has: one call of each object at most. When the process
/// ends, each object's own policy decides whether it starts anew in the next one.
/// </summary>
internal sealed partial class HostActor(PoolSetup setup, PoolView view) : Actor
{

    private readonly SortedDictionary<int, Tenant> _tenants = [];
    private readonly WorkerSlot _slot = new(number: 0, lastGeneration: 0);
    private TaskCompletionSource? _startWaiter;
    private StartBreaker _breaker;
    private Exception? _startError;
    private EndPool? _ending;
    private ulong _lastJobId;

    protected override SupervisorStrategy SupervisorStrategy => FailureStops.Strategy;

    protected override ValueTask PreStartAsync()
    {
        StartIncarnation();
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
            (message as Job)?.Fail(JobFault.Of(CoordinatorActor.PoolClosedExceptionOf(setup.Failure)));
            throw;
        }
    }

    private void Receive(object message)
    {
        switch (message)
        {
            case Job job: OnCall(job); break;
            case WorkerReleased released: OnReleased(released); break;
            case CancelJob cancel: OnCancel(cancel.Job); break;
            case QueueTimeUp timeUp: OnQueueTimeUp(timeUp.Job); break;
            case Requeue requeue: OnRequeue(requeue.Job); break;
            case LeaseBounced bounced: OnBounced(bounced.Job); break;
            case JobFailedAttempt failed: OnFailedAttempt(failed); break;
            case NestedSubmitted nested: OnNestedSubmitted(nested.Job); break;
            case AddTenant add: OnAdd(add.Tenant); break;
            case RemoveTenant remove: OnRemove(remove); break;
            case WhenTenantDrained drained: OnWhenDrained(drained); break;
            case MakeTenant make: OnMake(make.Tenant); break;
            case TenantOverdue overdue: OnOverdue(overdue.Tenant, overdue.Making); break;
            case WorkerReady ready: OnReady(ready); break;
            case WorkerUnreachable unreachable when unreachable.Worker == _slot.Id: _slot.OnEnding(); break;
            case WorkerEnded ended: OnEnded(ended); break;
            case Terminated terminated when terminated.Actor.Equals(_slot.Proxy): OnProxyTerminated(); break;
            case Terminated: break; // Of an earlier one, which has told its end itself.
            case StartSlot: OnStartSlot(); break;
            case WhenStarted started: OnWhenStarted(started.Started); break;
            case WhenDrained drained: drained.Drained.TrySetResult(); break;
            case EndPool end: OnEndPool(end); break;
            case NestedEnded or WorkerOverSoftLimit or WorkerUnreachable: break;
            default: Unhandled(message); break;
        }
    }

    private Tenant? TenantOf(Job job) => _tenants.GetValueOrDefault(job.Tenant);

    private void OnCall(Job job)
    {
        job.Id = ++_lastJobId;
        if (TenantOf(job) is not { } tenant)
            job.Cancel();
        else if (tenant.Unavailable || _breaker.Open)
            job.Fail(JobFault.Of(UnavailableError(tenant)));
        else
            Queue(tenant, job);
    }

    private void Queue(Tenant tenant, Job job)
    {
        if (job.Options.QueueTimeout is { } limit)
            job.Limit = Context.ScheduleTell(limit.Bounded(), new QueueTimeUp(job));
        tenant.Calls.Add(job);
        Dispatch(tenant);
    }

    /// <summary>Gives the object its next call when it is done with the last one.</summary>
    private void Dispatch(Tenant tenant)
    {
        if (tenant is { Ready: true, Running: null } && _slot.State == WorkerState.Ready && tenant.Calls.Peek() is { } job)
        {
            tenant.Calls.Take(job);
            Lease(tenant, job);
        }
        tenant.AnswerDrainWaiters();
    }

    private void Lease(Tenant tenant, Job job)
    {
        // Anew: ids grow in the order in which the process gets its calls, which is not that of the waiting lines.
        job.Id = ++_lastJobId;
        job.State = JobState.Running;
        job.Holder = _slot.Proxy;
        tenant.Running = job;
        _slot.Lease(ticks: 0);
        _slot.Proxy!.Tell(job);
    }

    private void OnReleased(WorkerReleased released)
    {
        if (released.Worker != _slot.Id)
            return;
        _slot.Release(released.Count, released.Finished, ticks: 0);
        foreach (var job in released.Left ?? [])
        {
            if (TenantOf(job) is not { } tenant || tenant.Running != job)
                continue;
            tenant.Running = null;
            if (job is TenantFactoryJob making)
                OnMaking(tenant, making);
            Dispatch(tenant);
        }
    }

    private void OnCancel(Job job)
    {
        job.RequestCancel();
        if (TenantOf(job) is { } tenant && tenant.Running == job)
        {
            _slot.Proxy!.Tell(new CancelLeased(job));
            return;
        }
        job.Cancel();
        if (TenantOf(job) is { } idle)
        {
            idle.Paused.Remove(job);
            idle.AnswerDrainWaiters();
        }
    }

    private void OnQueueTimeUp(Job job)
    {
        if (job is not { State: JobState.Queued, Attempt: 1 })
            return;
        job.Fail(JobFault.Of(new JobTimeoutException($"Call {job.Id} ({job.Name}) waited {job.Options.QueueTimeout} for its object, which had other calls before it, and was given up without having run. Use a longer JobOptions.QueueTimeout.") { Limit = job.Options.QueueTimeout }));
        TenantOf(job)?.AnswerDrainWaiters();
    }

    private void OnFailedAttempt(JobFailedAttempt failed)
    {
        var job = failed.Job;
        var tenant = TenantOf(job);
        if (tenant is not null && tenant.Running == job)
            tenant.Running = null;
        if (job.CancelRequested)
        {
            job.Cancel();
        }
        else if (tenant is not null && _ending is null && job.Options.Policy.NextAttempt(job.Attempt, failed.Fault.ToException()) is { } pause)
        {
            job.Attempt++;
            job.State = JobState.Queued;
            tenant.Paused.Add(job);
            Context.ScheduleTell(pause.Bounded(), new Requeue(job));
        }
        else
        {
            job.Fail(failed.Fault);
        }
    }

    private void OnRequeue(Job job)
    {
        if (TenantOf(job) is not { } tenant || !tenant.Paused.Remove(job))
            return;
        job.Given?.OnAnotherAttempt();
        if (tenant.Unavailable || _breaker.Open)
            job.Fail(JobFault.Of(UnavailableError(tenant)));
        else
            tenant.Calls.PutBack(job);
        Dispatch(tenant);
    }

    /// <summary>The process had ended when it was sent: the end itself, which is on its way or was here, tells the object's calls.</summary>
    private void OnBounced(Job job)
    {
        if (TenantOf(job) is { } tenant && tenant.Running == job && _slot.State != WorkerState.Down)
            return;
        job.Fail(JobFault.Of(new WorkerLostException($"Call {job.Id} ({job.Name}) had not begun when the process {setup.SharedProcess} ended.") { MaybeRan = false }));
    }

    private static void OnNestedSubmitted(NestedJob job) =>
        job.Fail(JobFault.Of(new InvalidOperationException("A hosted object has no pool behind its calls that could run further jobs. Submit them from where the calls are made.")));
}
