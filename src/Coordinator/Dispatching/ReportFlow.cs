using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>What workers tell of their jobs. Part of the dispatcher.</summary>
internal sealed class ReportFlow(DispatcherState state, JobFlow jobs, NestedFlow nested)
{
    private int _left;
    private int _finished;
    private long _ticks;
    private bool _lasts;

    /// <summary>Takes in what a worker told together.</summary>
    public void Take(WorkerSlot slot, WorkerReport report)
    {
        (_left, _finished, _ticks, _lasts) = (0, 0, 0, false);
        foreach (ref readonly var outcome in report.Outcomes)
            Take(slot, outcome, report);
        if (_left > 0 || _lasts)
            slot.Release(_left, _finished, _ticks, _lasts);
    }

    private void Take(WorkerSlot slot, in Outcome outcome, WorkerReport report)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Lasts: _lasts = true; break;
            case OutcomeKind.Submitted: nested.OnSubmitted(slot, outcome.Job, (Submission)outcome.Detail!); break;
            case OutcomeKind.SubmissionCancelled: nested.OnCancelled(slot, outcome.Job); break;
            default: OnJob(slot, outcome, report); break;
        }
    }

    private void OnJob(WorkerSlot slot, in Outcome outcome, WorkerReport report)
    {
        if (!slot.Jobs.Has(outcome.DispatchNumber) || slot.Jobs[outcome.DispatchNumber] is not { } job || job.Id != outcome.Job)
            return;
        switch (outcome.Kind)
        {
            case OutcomeKind.Items: OnItems(job, outcome, report); break;
            case OutcomeKind.ItemFailed: OnItemFault(job, outcome.First, (JobFault)outcome.Detail!); break;
            case OutcomeKind.ItemTimedOut: OnItemFault(job, outcome.First, JobFault.Of(LossTexts.EndedByToken(job, slot))); break;
            case OutcomeKind.Progress: state.Effects.Add(new Effect(EffectKind.Progress, job, report, outcome.Bytes)); break;
            case OutcomeKind.Returned: jobs.PutBack(job); Leave(slot, job, outcome.DispatchNumber); break;
            case OutcomeKind.Dropped: jobs.Settlement.Cancel(job); Leave(slot, job, outcome.DispatchNumber); break;
            default: OnFinished(slot, job, outcome, report); break;
        }
    }

    private void OnItems(Job job, in Outcome outcome, WorkerReport report)
    {
        state.Effects.Add(new Effect(EffectKind.Items, job, report, outcome.Bytes, outcome.First, outcome.Count));
        job.Advance(outcome.First + outcome.Count);
    }

    private void OnItemFault(Job job, int index, in JobFault fault)
    {
        state.Effects.Add(new Effect(EffectKind.ItemFault, job, fault, First: index));
        job.Advance(index + 1);
    }

    private void OnFinished(WorkerSlot slot, Job job, in Outcome outcome, WorkerReport report)
    {
        _finished++;
        _lasts = false; // Whatever lasted has ended with it.
        job.Function.Measure(outcome.Ticks, job.Count - job.Skip);
        switch (outcome.Kind)
        {
            case OutcomeKind.Succeeded: jobs.Settlement.Succeed(job, outcome.Bytes, report); break;
            case OutcomeKind.Cancelled: jobs.Settlement.Cancel(job); break;
            case OutcomeKind.TimedOut: jobs.Settlement.Fail(job, LossTexts.EndedByToken(job, slot)); break;
            case OutcomeKind.Stopped: OnStopped(job); break;
            default: OnFailed(job, (JobFault)outcome.Detail!); break;
        }
        if (outcome.ArgumentsWritten && job is { Over: true, RentedArguments: true })
            state.Effects.Add(new Effect(EffectKind.ReleaseArguments, job));
        Leave(slot, job, outcome.DispatchNumber);
    }

    private void OnStopped(Job job)
    {
        job.HasRun = true;
        if (job.Skip < job.Count)
            jobs.PutBack(job);
        else
            jobs.Settlement.Succeed(job);
    }

    private void OnFailed(Job job, in JobFault fault)
    {
        if (job.Options.Policy.Attempts > 1)
            jobs.RetryOrFail(job, fault);
        else
            jobs.Settlement.Fail(job, fault);
    }

    /// <summary>Last, when its way is decided: a step that fails before leaves it where it is found.</summary>
    private void Leave(WorkerSlot slot, Job job, long number)
    {
        slot.Jobs.Remove(number);
        job.Slot = -1;
        _left++;
        _ticks += job.BookedTicks;
    }
}
