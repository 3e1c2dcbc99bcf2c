using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Logging;
using Troupe.Processes;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>
/// Stands where a pool has its dispatcher, for one process that runs one job: starts the worker when the job comes, gives it the job when
/// it is ready, and starts no other. When the worker is gone, the job has its outcome and the life of the process is over.
/// </summary>
internal sealed class ChildDispatcher(PoolSetup setup, ChildLife life, Effects effects) : IDispatcher
{
    private readonly Settlement _settlement = new(effects);
    private readonly WorkerSlot _slot = new(WorkerId.First.Slot, WorkerId.First.Generation - 1);
    private readonly List<TaskCompletionSource> _endWaiters = [];
    private Job? _job;
    private WorkerEnded? _ended;
    private bool _over;

    public void Step(object happened)
    {
        switch (happened)
        {
            case Job job: OnSubmitted(job); break;
            case WorkerReport report: OnReport(report); break;
            case WorkerReady ready: OnReady(ready.Pid); break;
            case WorkerEnded ended: OnEnded(ended); break;
            case WorkerClosed: OnClosed(); break;
            case TerminateChild: Tell(session => session.Terminate()); break;
            case KillChild kill: Tell(session => session.Kill(kill.Why, planned: true)); break;
            case CancelJob cancel: _settlement.Cancel(cancel.Job); break;
            case CountUnfinished count: Count(count.Counted); break;
            case WhenDrained drained: effects.Do(() => drained.Drained.TrySetResult()); break;
            case EndPool end: OnEndPool(end.Ended); break;
        }
        if (_endWaiters.Count > 0 && (_job is null || _over))
            Complete();
    }

    public void Abandon(Exception reason)
    {
        if (_job is { } job)
        {
            if (setup.Failure.Error is { } failure)
            {
                _settlement.Fail(job, new WorkerLostException($"Process {life.Name} was killed, since what watches over it failed with "
                    + $"{failure.GetType().Name}; see the inner exception.", failure));
            }
            else
            {
                _settlement.Cancel(job);
            }
        }
        _over = true;
        effects.Do(() => _slot.Session?.Kill("what watches over it has failed", planned: false));
        effects.Do(() => life.OnEnded(ProcessExit.GivenUp, null));
        Complete();
    }

    private void OnSubmitted(Job job)
    {
        if (_over)
        {
            _settlement.Cancel(job);
            return;
        }
        job.Id = 1;
        _job = job;
        _slot.Start();
        effects.Start(_slot);
    }

    private void OnReady(int pid)
    {
        effects.Do(() => Log.WorkerReady(setup.Log, life.Name, pid));
        _slot.OnReady(pid);
        _job!.State = JobState.Running;
        _slot.Assign(_job);
        effects.Add(new Effect(EffectKind.Assign, _job, _slot));
    }

    private void OnReport(WorkerReport report)
    {
        foreach (ref readonly var outcome in report.Outcomes)
            OnOutcome(outcome, report);
    }

    private void OnOutcome(in Outcome outcome, WorkerReport report)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Submitted: Refuse(outcome.Job, (Submission)outcome.Detail!); break;
            case OutcomeKind.Progress: effects.Add(new Effect(EffectKind.Progress, _job, report, outcome.Bytes)); break;
            case OutcomeKind.Succeeded: _settlement.Succeed(_job!, outcome.Bytes, report); break;
            case OutcomeKind.Failed: _settlement.Fail(_job!, (JobFault)outcome.Detail!); break;
            case OutcomeKind.TimedOut: _settlement.Fail(_job!, LossTexts.EndedByToken(_job!, _slot)); break;
            case OutcomeKind.Cancelled or OutcomeKind.Dropped: _settlement.Cancel(_job!); break;
        }
    }

    /// <summary>A child has no pool around it: what it submits to one fails, and nothing waits.</summary>
    private void Refuse(ulong number, Submission submission)
    {
        var function = setup.Functions.Define(submission.Definition, submission.DisplayName);
        var job = new NestedJob(function, submission, number, _slot.Id, _slot.Session!);
        _settlement.Fail(job, new InvalidOperationException($"Process {life.Name} is no worker of a pool, so JobContext.Current.Pool "
            + "has no workers to run a job. Start a pool in it with ProcessPool.StartAsync, or another ChildProcess."));
    }

    private void OnEnded(WorkerEnded ended)
    {
        _ended = ended;
        _slot.OnEnding();
        if (!ended.Expected)
            EndLog.Tell(effects, setup, ended, LossTexts.WhyEnded(Ran ? _job : null, ended));
    }

    private bool Ran => _ended is { Running: not 0 };

    /// <summary>The process is gone, and what it left behind: now its end may be told.</summary>
    private void OnClosed()
    {
        var ended = _ended!;
        _over = true;
        if (ended.Failure is { } failure)
        {
            _settlement.Fail(_job!, LossTexts.SessionFailed(_job!, ended, failure));
        }
        else if (Ran)
        {
            _settlement.Fail(_job!, LossTexts.Running(_job!, ended, setup));
        }
        else if (ended.InDoubt.Contains(_job!.Id))
        {
            _settlement.Fail(_job, LossTexts.InDoubt(_job, ended));
        }
        else
        {
            _settlement.Fail(_job, ended.StartError
                ?? ended.Loss.ToException($"Process {life.Name} ended before its function {_job.Name} had begun.", mayHaveRun: false));
        }

        var startError = ended.StartError is { } error
            ? new PoolStartException($"Process {life.Name} could not be started: {error.Message}", error)
            : null;
        effects.Do(() => life.OnEnded(ended.Loss.Exit, startError));
    }

    private void OnEndPool(TaskCompletionSource ended)
    {
        _endWaiters.Add(ended);
        if (_job is null)
            _over = true; // Nothing was started, and nothing will be.
        else if (!_over)
            Tell(session => session.Kill("it was disposed of", planned: true));
    }

    private void Tell(Action<IWorkerSession> what)
    {
        if (_job is not null && !_over)
            effects.Tell(_slot, what);
    }

    private void Count(TaskCompletionSource<Unfinished> counted)
    {
        var left = new Unfinished(0, _job is null || _over ? 0 : 1);
        effects.Do(() => counted.TrySetResult(left));
    }

    private void Complete()
    {
        foreach (var waiter in _endWaiters)
            effects.Do(() => waiter.TrySetResult());
        _endWaiters.Clear();
    }
}
