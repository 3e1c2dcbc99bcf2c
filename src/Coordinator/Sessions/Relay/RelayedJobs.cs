using Troupe.Messages.Jobs;

namespace Troupe.Sessions.Relay;

/// <summary>
/// What this side knows of the jobs that a worker elsewhere was given: by it the other side's word is checked, and the end is judged when
/// that word does not come. Not thread-safe.
/// </summary>
internal sealed class RelayedJobs
{
    private readonly NumberedRing<RelayedJob> _jobs = new();
    private readonly HashSet<ulong> _submissions = [];
    private readonly List<ulong> _settling = [];

    /// <param name="Id">Its id.</param>
    /// <param name="Message">The number of the message that gave it.</param>
    /// <param name="Count">For a chunk: how many items it has.</param>
    /// <param name="Next">For a chunk: its first item without an outcome.</param>
    private record struct RelayedJob(ulong Id, long Message, int Count, int Next);

    /// <summary>How many have no outcome.</summary>
    public int Count => _jobs.Count;

    /// <summary>A job is given.</summary>
    /// <param name="assignment">The job.</param>
    /// <param name="message">The number of the message that gives it.</param>
    public void Add(in Assignment assignment, long message) =>
        _jobs.Add(new RelayedJob(assignment.Job, message, assignment.Count, assignment.Skip));

    /// <summary>A submission has had its last answer.</summary>
    public void OnAnswered(ulong submission) => _submissions.Remove(submission);

    /// <summary>Takes in what the worker told.</summary>
    /// <exception cref="PayloadFormatException">No worker that was given these jobs can tell it.</exception>
    public void Take(WorkerReport report)
    {
        // Jobs of a report that is refused have had no outcome.
        _settling.Clear();
        foreach (var outcome in report.Outcomes)
            Take(outcome);
        _settling.Clear();
    }

    /// <summary>Checks the other side's judgement.</summary>
    /// <exception cref="PayloadFormatException">It is about jobs that were not given.</exception>
    public void Check(WorkerEnded ended)
    {
        if (ended.JobsReceived > _jobs.Last || (ended.Running != 0 && !Ids(ended.JobsReceived).Contains(ended.Running)))
        {
            throw new PayloadFormatException(
                $"The worker cannot have received {ended.JobsReceived} of {_jobs.Last} jobs and have run job {ended.Running}.");
        }
    }

    /// <summary>The judgement when the other side gives none: what no link was given has not begun, the others are in doubt.</summary>
    /// <param name="handed">The last message that a link was given.</param>
    public (long Taken, IReadOnlySet<ulong> InDoubt) Judge(long handed)
    {
        var jobsReceived = _jobs.Last;
        while (jobsReceived > 0 && _jobs.Has(jobsReceived) && _jobs[jobsReceived].Message > handed)
            jobsReceived--;
        return (jobsReceived, Ids(jobsReceived).Concat(_settling).ToHashSet());
    }

    private IEnumerable<ulong> Ids(long jobsReceived) =>
        _jobs.Numbers.TakeWhile(number => number <= jobsReceived).Select(number => _jobs[number].Id);

    private void Take(in Outcome outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Lasts: break;
            case OutcomeKind.Submitted:
                if (!_submissions.Add(outcome.Job))
                    throw new PayloadFormatException($"The number {outcome.Job} was used for two submissions.");
                break;
            case OutcomeKind.SubmissionCancelled: break;
            case OutcomeKind.Items or OutcomeKind.ItemFailed or OutcomeKind.ItemTimedOut: Advance(ref Find(outcome), outcome); break;
            case OutcomeKind.Progress: _ = Find(outcome); break;
            default: End(Find(outcome), outcome); break;
        }
    }

    private void End(in RelayedJob job, in Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Stopped && job.Count == 0)
            throw new PayloadFormatException($"Job {outcome.Job}, which has no items, is said to have stopped at one.");
        _settling.Add(job.Id);
        _jobs.Remove(outcome.DispatchNumber);
    }

    private static void Advance(ref RelayedJob job, in Outcome outcome)
    {
        if (!ItemOrder.Follows(job.Next, job.Count, outcome.First, outcome.Count))
            throw new PayloadFormatException(ItemOrder.Broken(job.Id, job.Next, job.Count, outcome.First, outcome.Count));
        job.Next = outcome.First + outcome.Count;
    }

    private ref RelayedJob Find(in Outcome outcome)
    {
        if (!_jobs.Has(outcome.DispatchNumber) || _jobs[outcome.DispatchNumber].Id != outcome.Job)
            throw new PayloadFormatException($"The worker does not have job {outcome.Job} as its {outcome.DispatchNumber}th.");
        return ref _jobs[outcome.DispatchNumber];
    }
}
