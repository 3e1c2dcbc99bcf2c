using Troupe.Jobs.Nested;

namespace Troupe.Dispatching;

/// <summary>Jobs that jobs have submitted: their parents are parked while they wait, and stand-ins run for them. Part of the
/// dispatcher.</summary>
internal sealed class NestedFlow(DispatcherState state, JobFlow jobs)
{
    /// <summary>How many workers may be parked, waiting for jobs of their jobs, before further ones are refused.</summary>
    private const int LongestNesting = 64;

    public void OnSubmitted(WorkerSlot slot, ulong number, Submission submission)
    {
        var function = state.Setup.Functions.Define(submission.Definition, submission.DisplayName);
        var job = new NestedJob(function, submission, number, slot.Id, slot.Session!) { Attempt = submission.Attempt };
        (slot.Nested ??= [])[number] = job;
        slot.OnNestedChanged();
        jobs.Number(job);
        if (jobs.TryRefuse(job))
            return;
        if (state.Setup.HostedInstance is not null)
        {
            jobs.Settlement.Fail(job, new InvalidOperationException("A hosted object has its process for itself: there is no pool "
                + "behind its calls that could run further jobs. Submit them from where the calls are made."));
            return;
        }
        if (state.Slots.Parked > LongestNesting)
        {
            jobs.Settlement.Fail(job, new InvalidOperationException($"More than {LongestNesting} workers wait for jobs that their own "
                + "jobs have submitted; no further one is started. Submit less deeply."));
            return;
        }
        jobs.WatchQueueTime(job);
        // A parked worker waits for it: it goes before the jobs that no worker waits for.
        state.Queue.PutBack(job);
    }

    public void OnCancelled(WorkerSlot slot, ulong number)
    {
        if (slot.Nested is { } nested && nested.TryGetValue(number, out var job))
            jobs.Cancel(job);
    }
}
