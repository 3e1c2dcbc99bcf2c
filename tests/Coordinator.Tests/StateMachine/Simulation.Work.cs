using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>What workers do with their jobs.</summary>
internal sealed partial class Simulation
{
    private FakeWorker? Busy(Step step) => Pick(_workers.Where(worker => worker.Phase == FakePhase.Ready && worker.Jobs.Count > 0), step);

    private void Finish(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var done = worker.Jobs.Take(1 + (step.Detail % 3)).ToList();
        foreach (var job in done)
        {
            job.Right ??= JobState.Succeeded;
            job.Job.Succeed([]);
        }
        Release(worker, done, finished: done.Count);
    }

    private void Fault(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var job = worker.Jobs[0];
        var error = new IOException("The job threw.");
        if (job.Job.Options.Policy.Attempts > 1)
        {
            ExpectRetryOrFailure(job, error);
            Tell(new JobFailedAttempt(worker.Id, job.Job, JobFault.Of(error)));
        }
        else
        {
            job.Right ??= JobState.Failed;
            job.Job.Fail(JobFault.Of(error));
        }
        // The retry may have given it to a worker again, even to this one.
        Release(worker, [job], finished: 1);
    }

    private void Overrun(Step step)
    {
        if (Busy(step) is not { } worker)
            return;
        var back = worker.Jobs.Skip(1).ToList();
        var returned = new List<Job>();
        foreach (var job in back)
        {
            if (job.CancelAsked)
            {
                job.Right ??= JobState.Cancelled;
                job.Job.Cancel();
            }
            else
            {
                ExpectBack(job);
                returned.Add(job.Job);
            }
        }
        worker.Overrunning = true;
        Release(worker, back, finished: 0, overrun: true, returned);
    }

    private void Release(FakeWorker worker, List<TrackedJob> jobs, int finished, bool overrun = false, List<Job>? returned = null)
    {
        foreach (var job in jobs)
        {
            worker.Jobs.Remove(job);
            worker.Cancels.Remove(job);
        }
        worker.Given -= jobs.Count - finished;
        if (finished > 0)
            worker.Overrunning = false;
        Tell(new WorkerReleased(worker.Id, jobs.Count, finished, jobs.Sum(job => job.Job.BookedTicks), overrun, returned));
    }

    /// <summary>Ends a job that it was told to end: one that runs stops softly, one that has not begun is dropped.</summary>
    private void EndCancelled(FakeWorker worker)
    {
        var job = worker.Cancels[0];
        var ran = worker.Jobs.IndexOf(job) == 0;
        job.Right ??= JobState.Cancelled;
        job.Job.Cancel();
        Release(worker, [job], finished: ran ? 1 : 0);
    }

    private void Bounce(Step step)
    {
        // A proxy's word of its worker's end goes before the jobs that came too late for it.
        if (Pick(_workers.Where(worker => worker.Phase == FakePhase.Gone && worker.Bounced.Count > 0), step) is not { } worker)
            return;
        var job = worker.Bounced[0];
        worker.Bounced.RemoveAt(0);
        ExpectBack(job);
        Tell(new LeaseBounced(job.Job));
    }
}
