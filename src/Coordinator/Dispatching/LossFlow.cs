using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>What the death of a worker means for the jobs that it had. Part of the dispatcher.</summary>
internal sealed class LossFlow(DispatcherState state, JobFlow jobs)
{
    /// <summary>Gives each job of the worker its way: an outcome, another attempt, or back into the queue.</summary>
    public void TakeBack(WorkerSlot slot, WorkerEnded ended)
    {
        var had = slot.Jobs;
        var nested = slot.Nested;
        slot.OnEnded();
        foreach (var job in nested?.Values.ToList() ?? [])
            jobs.Cancel(job);
        Job? running = null;
        foreach (var number in had.Numbers)
        {
            var job = had[number];
            if (number <= ended.JobsReceived && job.Id == ended.Running && ended.Failure is null)
                running = job;
            else
                TakeBack(job, ended, begun: number <= ended.JobsReceived);
        }
        if (running is not null)
            Blame(running, ended);
        // Not before: a step that fails on the way leaves the jobs where they are found.
        slot.OnJobsGone();
    }

    private void TakeBack(Job job, WorkerEnded ended, bool begun)
    {
        job.Slot = -1;
        if (!begun)
        {
            jobs.PutBack(job); // It crossed the worker's end, and never reached it.
        }
        else if (job.CancelRequested)
        {
            jobs.Settlement.Cancel(job);
        }
        else if (ended.Failure is { } failure)
        {
            jobs.Settlement.Fail(job, LossTexts.SessionFailed(job, ended, failure));
        }
        else if (ended.InDoubt.Contains(job.Id))
        {
            job.TransferredHandles?.OnLoss(LossTexts.How(ended));
            jobs.RetryOrFail(job, JobFault.Of(LossTexts.InDoubt(job, ended)));
        }
        else
        {
            jobs.PutBack(job);
        }
    }

    /// <summary>The job, or the item, that ran when the worker died.</summary>
    private void Blame(Job job, WorkerEnded ended)
    {
        job.Slot = -1;
        job.HasRun = true;
        job.TransferredHandles?.OnLoss(LossTexts.How(ended));
        if (job.CancelRequested || state.Ends)
        {
            jobs.Settlement.Cancel(job);
            return;
        }
        var error = LossTexts.Running(job, ended, state.Setup);
        if (job.Count > 0)
        {
            BlameItems(job, error, ended.RunningItem);
            return;
        }
        (job.Deaths ??= []).Add(error);
        if (error is WorkerLostException && job.Deaths.Count >= job.Options.Policy.PoisonLimit && job.Options.Policy.Attempts > job.Attempt)
            jobs.Settlement.Fail(job, JobPoisonedException.Of($"Job {job.Id} ({job.Name})", job.Deaths));
        else
            jobs.RetryOrFail(job, JobFault.Of(error));
    }

    /// <summary>
    /// Of a chunk fail the items that had begun and whose outcome is not there: the running one, and any before it whose outcome was
    /// lost on the way. Before the first item what all of them share is decoded, and a worker may be lost then by chance: the chunk
    /// goes to another one, once. When that one is lost there, too, it is the chunk's doing, and all its items fail. The record may still
    /// name an item whose outcome is there: then the next one had not begun.
    /// </summary>
    private void BlameItems(Job job, Exception error, int running)
    {
        if (running < 0 && error is WorkerLostException && job.LostBefore != job.Skip)
        {
            job.LostBefore = job.Skip;
            job.TransferredHandles?.OnAnotherAttempt();
        }
        else if (job.Skip < job.Count && (running < 0 || running >= job.Skip))
        {
            LoseItems(job, error, running < 0 ? job.Count : Math.Min(running + 1, job.Count));
        }
        if (job.Skip < job.Count)
            jobs.PutBack(job);
        else
            jobs.Settlement.Succeed(job);
    }

    private void LoseItems(Job job, Exception error, int end)
    {
        if (job.RetriesItems)
        {
            var policy = job.Options.Policy;
            (job.Deaths ??= []).Add(error);
            if (error is WorkerLostException && policy.NextAttempt(job.ItemAttempt, error) is not null)
            {
                if (job.ItemAttempt < policy.PoisonLimit)
                {
                    job.ItemAttempt++;
                    job.TransferredHandles?.OnAnotherAttempt();
                    return; // The same item goes first when the rest runs again.
                }
                error = JobPoisonedException.Of(
                    $"Item {job.FirstItem + job.Skip} of job {job.Id} ({job.Name})",
                    job.Deaths[^Math.Min(job.ItemAttempt, job.Deaths.Count)..]);
            }
        }
        state.Effects.Add(new Effect(EffectKind.ItemsLost, job, JobFault.Of(error), First: job.Skip, Count: end));
        job.Advance(end);
    }
}
