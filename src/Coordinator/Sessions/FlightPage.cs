using Troupe.Links.Flight;

namespace Troupe.Sessions;

/// <summary>
/// What a worker's shared page says of the jobs that the worker was sent, and how far that may be believed: code of the worker can write
/// into it what it likes. Pure.
/// </summary>
/// <param name="Intact">Whether the page still begins as it was made.</param>
/// <param name="DispatchNumber">Which of the jobs it was sent began last, counted from 1.</param>
/// <param name="Running">The job that runs; 0 for none.</param>
internal readonly record struct FlightPage(bool Intact, int DispatchNumber, ulong Running)
{
    /// <summary>Reads a page.</summary>
    public static FlightPage Of(FlightRecord record) => new(record.IsIntact, record.DispatchNumber, record.RunningJob);

    /// <summary>
    /// The jobs that may have run without an outcome that arrived: they had begun, or the page contradicts what is known otherwise. None of
    /// an honest worker's, whose jobs have had their outcome, or run, or have not begun.
    /// </summary>
    /// <param name="jobs">The jobs that the worker has, without an outcome.</param>
    /// <param name="finished">The last turn whose outcome has arrived.</param>
    public HashSet<ulong> InDoubt(NumberedRing<SessionJob> jobs, long finished)
    {
        var number = DispatchNumberIn(jobs.Last);
        var believable = Intact && finished <= number;
        var doubtful = new HashSet<ulong>();
        foreach (var other in jobs.Numbers)
        {
            if (jobs[other].Id != Running && (!believable || other <= number))
                doubtful.Add(jobs[other].Id);
        }
        return doubtful;
    }

    /// <summary>Whether an honest worker that keeps this page up is about to say something: a job is done, or the next has not
    /// begun.</summary>
    /// <param name="jobs">The jobs that the worker has, without an outcome.</param>
    public bool IsAnswerDue(NumberedRing<SessionJob> jobs)
    {
        // The running one is the first of those without an outcome, unless an answer is due.
        return jobs.Count > 0 && jobs[jobs.First].Id != Running;
    }

    /// <summary>The page counts in 32 bits, and starts again: which turn it means, of those that there were; negative when it can be
    /// none.</summary>
    private long DispatchNumberIn(long last)
    {
        var behind = unchecked((uint)((int)last - DispatchNumber));
        return behind > int.MaxValue ? -1 : last - behind;
    }
}
