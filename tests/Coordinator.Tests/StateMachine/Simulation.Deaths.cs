using Troupe.Sessions;

namespace Troupe.Tests.StateMachine;

/// <summary>How workers end, and whom their jobs' fate is due to.</summary>
internal sealed partial class Simulation
{
    private void Die(Step step)
    {
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready), step) is not { } worker)
            return;
        Judge(worker, step.Detail);
        // Its link may have ended before the system tells of its end.
        worker.Unreachable = step.Detail % 3 == 0;
        if (worker.Unreachable)
            Tell(new WorkerUnreachable(worker.Id));
    }

    /// <summary>As a session does at the end of its worker. What it is given from now on crosses the word of that.</summary>
    private static void Judge(FakeWorker worker, int detail)
    {
        worker.Phase = FakePhase.Dying;
        var running = detail % 4 != 0 && worker.Jobs.Count > 0 ? worker.Jobs[0].Job : null;
        worker.Judgement = new WorkerEnded(worker.Id, WorkerLoss.Unknown(worker.Id))
        {
            JobsReceived = worker.Turns,
            Running = running?.Id ?? 0,
            RunningItem = running is { Count: > 0 } ? ItemOf(running, detail / 4 % 5) : -1,
            TimeWasUp = running?.Options.Timeout is not null && detail % 5 == 0,
            InDoubt = worker.Jobs.Select(held => held.Job.Id)
                .Where((id, index) => id != running?.Id && ((detail >> (4 + (index % 6))) & 3) == 0)
                .ToHashSet(),
        };
        worker.Cancels.Clear();
    }

    /// <summary>Before the first item, the next one, or one behind it, when the outcomes of those between were lost.</summary>
    private static int ItemOf(TrackedJob job, int how) =>
        how switch { 0 or 1 => -1, 2 => Math.Min(job.Next + 1, job.Count - 1), _ => job.Next };

    private void TellEnd(FakeWorker worker)
    {
        var ended = worker.Judgement!;
        worker.Phase = FakePhase.Gone;
        ExpectNestedCancelled(worker);
        TrackedJob? blamed = null;
        foreach (var (job, _) in worker.Jobs)
        {
            if (job.Id == ended.Running)
                blamed = job;
            else if (job.CancelAsked)
                job.Right ??= JobState.Cancelled;
            else if (ended.Failure is not null)
                job.Right ??= JobState.Failed;
            else if (ended.InDoubt.Contains(job.Id))
                ExpectRetryOrFailure(job, new WorkerLostException("The worker died."));
            else
                ExpectBack(job);
        }
        foreach (var job in worker.Crossed)
            ExpectBack(job);
        if (blamed is not null)
            ExpectBlame(blamed, ended);
        worker.Jobs.Clear();
        worker.Crossed.Clear();
        Tell(ended);
        Tell(new WorkerClosed(worker.Id));
    }

    private void ExpectBlame(TrackedJob job, WorkerEnded ended)
    {
        var retry = job.Options.Policy;
        Exception error = ended.TimeWasUp ? new JobTimeoutException("Its time was up.") : new WorkerLostException("The worker died.");
        if (job.CancelAsked || _ending)
            job.Right ??= JobState.Cancelled;
        else if (job.Count > 0)
            ExpectItemsBlamed(job, error, ended.RunningItem);
        else if (++job.Deaths >= retry.PoisonLimit && retry.Attempts > job.Attempt && error is WorkerLostException)
            job.Right ??= JobState.Failed;
        else
            ExpectRetryOrFailure(job, error);
    }

    private void ExpectItemsBlamed(TrackedJob job, Exception error, int running)
    {
        var lost = error is WorkerLostException;
        job.QueueTimeUp = long.MaxValue;
        if (running < 0 && lost && job.LostBefore != job.Next)
        {
            // Once it may be chance.
            job.LostBefore = job.Next;
        }
        else if (job.Next < job.Count)
        {
            var doomed = running < 0 ? job.Count - job.Next : Math.Max(running + 1 - job.Next, 1);
            // The chunks of a job that submits them are tried again by that job, item by item.
            if (job.Owner is null && lost && job.Options.Policy is var policy
                && job.ItemAttempt < Math.Min(policy.Attempts, policy.PoisonLimit))
            {
                job.ItemAttempt++;
            }
            else
            {
                ExpectItems(job, doomed, ItemEnd.Lost);
            }
        }
        if (job.Next < job.Count)
            ExpectBack(job);
        else
            job.Right ??= JobState.Succeeded;
    }

    private void ExpectNestedCancelled(FakeWorker worker)
    {
        foreach (var job in _open.Where(job => job.Owner == worker && job.Ended is null))
            ExpectCancel(job);
    }

    /// <summary>What watches over a worker has failed: its jobs may have run.</summary>
    private void Crash(Step step)
    {
        if (Pick(_workers.Where(worker => worker is { IsLive: true, Killed: false }), step) is not { } worker)
            return;
        var failure = new InvalidOperationException("The session failed.");
        var ended = new WorkerEnded(worker.Id, WorkerLoss.Unknown(worker.Id))
        {
            Failure = failure,
            JobsReceived = worker.Turns,
            StartError = worker.Phase == FakePhase.Starting ? failure : null,
        };
        if (worker.Phase == FakePhase.Ready)
        {
            // Told a few steps later: what it is given until then never reaches it.
            (worker.Phase, worker.Judgement) = (FakePhase.Dying, ended);
            worker.Cancels.Clear();
            return;
        }
        ExpectFailedStart(worker);
        worker.Phase = FakePhase.Gone;
        Tell(ended);
    }
}
