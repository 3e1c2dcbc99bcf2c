using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>What callers, and jobs, do.</summary>
internal sealed partial class Simulation
{
    private static readonly RetryPolicy[] s_policies =
    [
        RetryPolicy.None, RetryPolicy.None, RetryPolicy.OnWorkerLoss(), RetryPolicy.OnWorkerLoss(10).WithPoisonLimit(2),
        RetryPolicy.OnWorkerLoss(5).AndOn<IOException>().WithBackoff(TimeSpan.FromMilliseconds(200)),
    ];

    private void Submit(Step step)
    {
        var options = Options(step);
        var function = (step.Choice % 4) switch { 0 => _tiny, 1 => _long, 2 => _unknown, _ => _short };
        var job = Track(new TrackedJob(new ModelJob(function, options), ++_lastId));
        if (options.QueueTimeout is { } limit)
            job.QueueTimeUp = Now + limit.Ticks;
        if (!Refused(job))
            _queue.Add(job);
        Tell(job.Job);
    }

    private static JobOptions Options(Step step) => new()
    {
        Priority = (step.Detail % 5) switch { 0 => JobPriority.Low, 1 => JobPriority.High, _ => JobPriority.Normal },
        Retry = s_policies[step.Detail / 5 % s_policies.Length],
        QueueTimeout = step.Detail / 25 % 8 == 0 ? TimeSpan.FromMilliseconds(300) : null,
    };

    private void Nest(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready && worker.Jobs.Count > 0), step) is not { } worker)
            return;
        var options = Options(step) with { Retry = RetryPolicy.OnWorkerLoss(2) };
        var submission = new Submission(options, default, 0, 0, [], "Nested", []);
        var job = Track(new TrackedJob(new NestedJob(_unknown, submission, ++_lastId, worker.Id, worker.Proxy, _coordinator), _lastId) { Owner = worker });
        if (options.QueueTimeout is { } limit)
            job.QueueTimeUp = Now + limit.Ticks;
        worker.NestedOpen++;
        if (!Refused(job))
            _queue.PutBack(job);
        Tell(new NestedSubmitted(worker.Id, (NestedJob)job.Job));
    }

    private void Cancel(Step step)
    {
        if (Pick(_open, step) is { } job)
        {
            ExpectCancel(job);
            Tell(new CancelJob(job.Job));
        }
    }

    /// <summary>A job that waits is over at once; one that a worker has is for that worker to end.</summary>
    private static void ExpectCancel(TrackedJob job)
    {
        job.CancelAsked = true;
        if (job.Place != JobPlace.Leased)
            job.Right ??= JobState.Cancelled;
    }

    private TrackedJob Track(TrackedJob job)
    {
        _open.Add(job);
        _byJob.Add(job.Job, job);
        return job;
    }

    /// <summary>A pool that ends, or can start no worker, takes nothing: neither from callers nor back from workers.</summary>
    private bool Refused(TrackedJob job)
    {
        if (_ending)
            job.Right ??= JobState.Cancelled;
        else if (Unavailable)
            job.Right ??= JobState.Failed;
        return job.Right is not null;
    }

    private void ExpectBack(TrackedJob job)
    {
        if (job.CancelAsked)
            job.Right ??= JobState.Cancelled;
        else if (job.QueueTimeUp <= Now)
            job.Right ??= JobState.Failed;
        else if (!Refused(job))
            _queue.PutBack(job);
        else
            job.Place = JobPlace.Waiting;
    }

    /// <summary>The attempt has failed: another one follows, after a pause, or this was the last.</summary>
    private void ExpectRetryOrFailure(TrackedJob job, Exception error)
    {
        var retry = job.Job.Options.Policy;
        if (job.CancelAsked)
        {
            job.Right ??= JobState.Cancelled;
        }
        else if (!_ending && retry.NextAttempt(job.Attempt, error) is { } pause)
        {
            job.Attempt++;
            job.Place = JobPlace.Paused;
            job.PausedUntil = Now + pause.Ticks;
            // It has run: it can no longer end as one that waited in vain.
            job.QueueTimeUp = long.MaxValue;
        }
        else
        {
            job.Right ??= JobState.Failed;
        }
    }
}
