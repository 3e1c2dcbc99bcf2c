using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Logging;
using Troupe.Processes;

namespace Troupe.Children;

/// <summary>
/// Stands where a pool has its coordinator, for one process that runs one job: starts the worker when the job comes, gives
/// it the job when it is ready, and starts no other. Accepts the job, how to end it, and what the worker's proxy, its only
/// child, reports. When the proxy ends, the job has its outcome and the life of the process is over.
/// </summary>
internal sealed class ChildActor(PoolSetup setup, ChildLife life) : Actor
{
    private Job? _job;
    private ActorRef? _proxy;
    private WorkerEnded? _end;
    private EndPool? _ending;
    private bool _over;

    protected override SupervisorStrategy SupervisorStrategy => FailureStops.Strategy;

    protected override ValueTask ReceiveAsync(object message)
    {
        try
        {
            Receive(message);
            return ValueTask.CompletedTask;
        }
        catch (Exception error)
        {
            setup.Failure.Note(error);
            throw;
        }
    }

    private void Receive(object message)
    {
        switch (message)
        {
            case Job job: OnSubmitted(job); break;
            case WorkerReady ready: OnReady(ready); break;
            case WorkerEnded ended: _end = ended; break;
            case Terminated: OnProxyTerminated(); break;
            case JobFailedAttempt failed: failed.Job.Fail(failed.Fault); break;
            case NestedSubmitted nested: OnNestedSubmitted(nested.Job); break;
            case CancelJob cancel: cancel.Job.Cancel(); break;
            case ProxyMessage how: _proxy?.Tell(how); break;
            case EndPool end: OnEndPool(end); break;
            case CountUnfinished count: count.Counted.TrySetResult(new Unfinished(0, _job is null || _over ? 0 : 1)); break;
            case WhenDrained drained: drained.Drained.TrySetResult(); break;
            case WorkerReleased or LeaseBounced or NestedEnded or WorkerOverSoftLimit or WorkerUnreachable: break; // The end of the proxy tells all.
            default: Unhandled(message); break;
        }
    }

    private void OnSubmitted(Job job)
    {
        job.Id = 1;
        _job = job;
        _proxy = Context.Spawn(Props.Create(() => new WorkerProxyActor(setup, WorkerId.First)).WithInlineDispatch(), "worker");
        Context.Watch(_proxy);
    }

    private void OnReady(WorkerReady ready)
    {
        Log.WorkerReady(setup.Log, life.Name, ready.Pid);
        _job!.State = JobState.Running;
        _proxy!.Tell(_job);
    }

    /// <summary>A child has no pool around it: what it submits to one fails, and nothing waits.</summary>
    private void OnNestedSubmitted(NestedJob job) =>
        job.Fail(JobFault.Of(new InvalidOperationException($"Process {life.Name} is no worker of a pool, so JobContext.Current.Pool has nobody to run a job. Start a pool in it with ProcessPool.StartAsync, or another ChildProcess.")));

    private void OnEndPool(EndPool end)
    {
        _ending = end;
        if (_proxy is null || _over)
            end.Ended.TrySetResult();
        else
            _proxy.Tell(new KillWorker("it was disposed of"));
    }

    private void OnProxyTerminated()
    {
        _over = true;
        var startError = _end?.StartError;
        if (_end?.Blamed is { } blamed)
            blamed.Fail(_end.Blame);
        else
            _job!.Fail(JobFault.Of(startError ?? NeverBegan()));
        life.OnEnded(_end?.Exit ?? ProcessExit.GivenUp, startError is null ? null : new PoolStartException($"Process {life.Name} could not be started: {startError.Message}", startError));
        _ending?.Ended.TrySetResult();
    }

    private WorkerLostException NeverBegan() =>
        (_end?.Loss ?? WorkerLoss.Unknown(WorkerId.First)).ToException($"Process {life.Name} ended before its function {_job!.Name} had begun.", maybeRan: false);

    /// <summary>Whatever ended this actor, nobody is left waiting for it.</summary>
    protected override ValueTask PostStopAsync()
    {
        if (setup.Failure.Error is { } failure)
            _job?.Fail(JobFault.Of(new WorkerLostException($"Process {life.Name} was killed, since what watches over it failed with {failure.GetType().Name}; see the inner exception.", failure)));
        else
            _job?.Cancel();
        life.OnEnded(ProcessExit.GivenUp, null);
        _ending?.Ended.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
