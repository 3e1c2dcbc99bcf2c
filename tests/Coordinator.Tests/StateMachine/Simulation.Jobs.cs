using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Messages.Jobs;
using Troupe.Sessions;

namespace Troupe.Tests.StateMachine;

/// <summary>What callers, and jobs, do.</summary>
internal sealed partial class Simulation
{
    private static readonly RetryPolicy[] s_policies =
    [
        RetryPolicy.None, RetryPolicy.None, RetryPolicy.OnWorkerLoss(), RetryPolicy.OnWorkerLoss(10).WithPoisonLimit(2)
            .AndOn<TimeoutException>(),
        RetryPolicy.OnWorkerLoss(5).AndOn<IOException>().AndOn<ModelException>().WithBackoff(TimeSpan.FromMilliseconds(200)),
    ];

    private readonly Dictionary<(FakeWorker Owner, ulong Number), TrackedJob> _submitted = [];

    private void Submit(Step step)
    {
        var options = Options(step);
        // One that nothing is known of has a function of its own: its first run would be known.
        var function = (step.Choice % 4) switch { 0 => _tiny, 1 => _long, 2 => new PoolFunction(3, "Unknown", []), _ => _short };
        var count = step.Choice / 4 % 4 == 3 ? 1 + (step.Choice / 16 % 4) : 0;
        var only = step.Detail / 3200 % 7 == 6 ? step.Choice / 64 % (MostWorkers + 1) : -1;
        var made = new ModelJob(function, options, count, this) { RentedArguments = true, OnlySlot = only };
        var job = Track(new TrackedJob(++_lastId, options, count) { Job = made, OnlySlot = only });
        if (!Refused(job))
            _queue.Add(job);
        Tell(job.Job!);
    }

    private static JobOptions Options(Step step) => new()
    {
        Priority = (step.Detail % 5) switch { 0 => JobPriority.Low, 1 => JobPriority.High, _ => JobPriority.Normal },
        Retry = s_policies[step.Detail / 5 % s_policies.Length],
        QueueTimeout = step.Detail / 25 % 8 == 0 ? TimeSpan.FromMilliseconds(300) : null,
        Timeout = step.Detail / 200 % 4 == 3 ? TimeSpan.FromSeconds(1) : null,
    };

    private void Nest(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var options = Options(step) with { Retry = RetryPolicy.OnWorkerLoss(2) };
        var count = step.Detail / 800 % 4 == 3 ? 2 : 0;
        var job = Track(new TrackedJob(++_lastId, options, count) { Owner = worker, Number = ++worker.Submissions });
        _submitted.Add((worker, job.Number), job);
        worker.NestedOpen++;
        if (!Refused(job))
            _queue.PutBack(job);
        var submission = new Submission(
            options,
            count > 0 ? RunFlags.Chunk : RunFlags.None,
            0,
            count,
            BitConverter.GetBytes(job.Id),
            "Nested",
            []);
        Tell(Report(worker, new Outcome(OutcomeKind.Submitted, job.Number, 0, default) { Detail = submission }));
    }

    private void Cancel(Step step)
    {
        if (Pick(_open, step) is not { } job || job.Owner is { Phase: not FakePhase.Ready })
            return;
        ExpectCancel(job);
        if (job.Owner is { } owner)
            Tell(Report(owner, new Outcome(OutcomeKind.SubmissionCancelled, job.Number, 0, default)));
        else
            Tell(new CancelJob(job.Job!));
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
        if (job.Options.QueueTimeout is { } limit)
            job.QueueTimeUp = Now + limit.Ticks;
        _open.Add(job);
        _byId.Add(job.Id, job);
        return job;
    }

    /// <summary>
    /// A pool that ends, can start no worker, or has not got the slot that a job is for, takes nothing: neither from callers nor back from
    /// workers.
    /// </summary>
    private bool Refused(TrackedJob job)
    {
        if (_ending)
            job.Right ??= JobState.Cancelled;
        else if (_abandoned || Unavailable || (job.OnlySlot >= 0 && !_slots.Contains(job.OnlySlot)))
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
        if (job.CancelAsked)
        {
            job.Right ??= JobState.Cancelled;
        }
        else if (!_ending && job.Options.Policy.NextAttempt(job.Attempt, error) is { } pause)
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
