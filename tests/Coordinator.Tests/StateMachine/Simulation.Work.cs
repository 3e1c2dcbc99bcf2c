using Troupe.Sessions;

namespace Troupe.Tests.StateMachine;

/// <summary>What workers do with their jobs.</summary>
internal sealed partial class Simulation
{
    /// <summary>Errors that are to be made, and the jobs that threw them.</summary>
    private readonly List<Action> _making = [];

    private readonly List<TrackedJob> _thrown = [];

    private FakeWorker? Busy(Step step) => Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready && worker.Jobs.Count > 0), step);

    private static WorkerReport Report(FakeWorker worker, params IEnumerable<Outcome> outcomes)
    {
        var report = new WorkerReport(worker.Id);
        foreach (var outcome in outcomes)
            report.Add(outcome);
        return report;
    }

    private static Outcome Say(OutcomeKind kind, (TrackedJob Job, long Turn) held, object? detail = null, bool written = false) =>
        new(kind, held.Job.Id, held.Turn, default) { Ticks = TicksOf(held.Job), Detail = detail, ArgumentsWritten = written };

    /// <summary>As long as was expected: what is known of the model's functions stays.</summary>
    private static uint TicksOf(TrackedJob job) => (uint)Math.Max(100, job.Job!.Function.EstimatedTicks);

    private void Finish(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var outcomes = new List<Outcome>();
        foreach (var held in worker.Jobs.Take(1 + (step.Detail % 3)).ToList())
            FinishOne(worker, held, step, outcomes);
        Tell(Report(worker, outcomes));
    }

    private static void FinishOne(FakeWorker worker, (TrackedJob Job, long Turn) held, Step step, List<Outcome> outcomes)
    {
        var job = held.Job;
        if (job.Next < job.Count && step.Detail / 3 % 2 == 0)
            outcomes.Add(FailItem(held, OutcomeKind.ItemFailed));
        if (job.Next < job.Count)
            outcomes.Add(FinishItems(held, job.Count - job.Next));
        job.Right ??= JobState.Succeeded;
        outcomes.Add(Say(OutcomeKind.Succeeded, held, written: step.Detail / 6 % 2 == 0));
        Leave(worker, held.Job, finished: true);
    }

    private static Outcome FinishItems((TrackedJob Job, long Turn) held, int count)
    {
        var said = Say(OutcomeKind.Items, held) with { First = held.Job.Next, Count = count };
        ExpectItems(held.Job, count, ItemEnd.Result);
        return said;
    }

    private static Outcome FailItem((TrackedJob Job, long Turn) held, OutcomeKind how)
    {
        var said = Say(how, held, ModelFaults.Own) with { First = held.Job.Next, Count = 1 };
        ExpectItems(held.Job, 1, ItemEnd.Fault);
        return said;
    }

    private static void ExpectItems(TrackedJob job, int count, ItemEnd how)
    {
        // A job that has submitted a chunk is told of each item for itself.
        job.RightItems.AddRange(Enumerable.Repeat(job.Owner is not null && how == ItemEnd.Lost ? ItemEnd.Fault : how, count));
        (job.Next, job.ItemAttempt) = (job.Next + count, 1);
    }

    private void Fault(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var held = worker.Jobs[0];
        var (job, own) = (held.Job, step.Detail % 2 == 0);
        var policy = job.Options.Policy;
        if (policy.Attempts <= 1)
            job.Right ??= JobState.Failed;
        else if (own && !job.CancelAsked && !_ending && job.Attempt < policy.Attempts && policy.Errors.Count > 0)
            ExpectMaking(job);
        else
            ExpectRetryOrFailure(job, own ? new ModelException("") : new IOException());
        Leave(worker, job, finished: true);
        Tell(Report(worker, Say(OutcomeKind.Failed, held, own ? ModelFaults.Own : ModelFaults.Known, written: true)));
    }

    private void ExpectMaking(TrackedJob job)
    {
        (job.Place, job.QueueTimeUp) = (JobPlace.Making, long.MaxValue);
        _thrown.Add(job);
    }

    private void MakeError(Step step)
    {
        if (_making.Count == 0)
            return;
        var index = step.Choice % _making.Count;
        var (make, job) = (_making[index], _thrown[index]);
        _making.RemoveAt(index);
        _thrown.RemoveAt(index);
        if (job is { Ended: null, Right: null, Place: JobPlace.Making })
            ExpectRetryOrFailure(job, new ModelException(""));
        make();
    }

    private void Items(Step step)
    {
        if (Pick(_workers.Where(
            worker => worker.Phase == FakePhase.Ready && worker.Jobs.Count > 0 && worker.Jobs[0].Job is var job
                && job.Next < job.Count), step) is not { } worker)
        {
            return;
        }

        var held = worker.Jobs[0];
        var outcomes = new List<Outcome> { step.Detail % 2 == 0 ? FinishItems(held, 1) : FailItem(held, OutcomeKind.ItemFailed) };
        if (step.Detail % 4 == 0 && held.Job.Next < held.Job.Count)
            outcomes.Add(FailItem(held, OutcomeKind.ItemFailed));
        Tell(Report(worker, outcomes));
    }

    private void TimeOut(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var held = worker.Jobs[0];
        var job = held.Job;
        var outcomes = new List<Outcome>();
        Leave(worker, job, finished: true);
        if (job.Count == 0)
        {
            job.Right ??= JobState.Failed;
            outcomes.Add(Say(OutcomeKind.TimedOut, held, ModelFaults.ByToken));
        }
        else
        {
            job.QueueTimeUp = long.MaxValue;
            if (job.Next < job.Count)
                outcomes.Add(FailItem(held, OutcomeKind.ItemTimedOut));
            outcomes.Add(Say(OutcomeKind.Stopped, held, ModelFaults.ByToken));
            if (job.Next < job.Count)
                ExpectBack(job);
            else
                job.Right ??= JobState.Succeeded;
        }
        Tell(Report(worker, outcomes));
    }

    /// <summary>The running job lasts. Those behind it come back or are dropped, or some do and it ends after all.</summary>
    private void Overrun(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var outcomes = new List<Outcome> { new(OutcomeKind.Lasts, 0, 0, default) };
        foreach (var held in worker.Jobs.Skip(1 + (step.Detail % 2)).ToList())
        {
            var dropped = step.Detail / 4 % 8 == 0;
            outcomes.Add(Say(dropped ? OutcomeKind.Dropped : OutcomeKind.Returned, held));
            Leave(worker, held.Job, finished: false);
            if (dropped)
                held.Job.Right ??= JobState.Cancelled;
            else
                ExpectBack(held.Job);
        }
        worker.Overrunning = true;
        if (step.Detail % 4 == 3)
            FinishOne(worker, worker.Jobs[0], step, outcomes);
        Tell(Report(worker, outcomes));
    }

    private static void Leave(FakeWorker worker, TrackedJob job, bool finished)
    {
        worker.Jobs.RemoveAll(held => held.Job == job);
        worker.Cancels.Remove(job);
        if (finished)
            worker.Overrunning = false;
        else
            worker.TotalAssigned--;
    }

    /// <summary>Ends a job that it was told to end: one that runs stops softly, one that has not begun is dropped.</summary>
    private void EndCancelled(FakeWorker worker)
    {
        var held = worker.Jobs.Find(held => held.Job == worker.Cancels[0]);
        var ran = worker.Jobs[0].Job == held.Job;
        held.Job.Right ??= JobState.Cancelled;
        Leave(worker, held.Job, finished: ran);
        Tell(Report(worker, Say(ran ? OutcomeKind.Cancelled : OutcomeKind.Dropped, held, ran ? ModelFaults.ByToken : null)));
    }
}
