using Troupe.Jobs;
using Troupe.Remoting.Flight;

namespace Troupe.Coordination;

/// <summary>
/// What a worker's shared page says of the jobs that the worker was sent, and how far that may be believed: code of the worker can write
/// into it what it likes. Pure.
/// </summary>
/// <param name="Intact">Whether the page still begins as it was made.</param>
/// <param name="Turn">Which of the jobs it was sent began last, counted from 1.</param>
/// <param name="Running">The job that runs; 0 for none.</param>
internal readonly record struct Page(bool Intact, int Turn, ulong Running)
{
    /// <summary>Reads a page.</summary>
    public static Page Of(FlightRecord record) => new(record.IsIntact, record.Turn, record.RunningJob);

    /// <summary>
    /// The jobs that may have run without an outcome that arrived: they had begun, or the page contradicts what is known otherwise. None of
    /// an honest worker's, whose jobs have had their outcome, or run, or have not begun.
    /// </summary>
    /// <param name="jobs">The jobs that the worker has, without an outcome.</param>
    /// <param name="finished">The last turn whose outcome has arrived.</param>
    /// <param name="sent">How many jobs it was sent.</param>
    public List<Job> InDoubt(IReadOnlyCollection<Job> jobs, int finished, int sent)
    {
        var (turn, running) = (Turn, Running);
        var believable = Intact && finished <= turn && turn <= sent;
        return [.. jobs.Where(job => job.Id != running && (!believable || job.Turn <= turn))];
    }

    /// <summary>Whether an honest worker that keeps this page up is about to say something: a job is done, or the next has not begun.</summary>
    /// <param name="jobs">The jobs that the worker has, without an outcome.</param>
    public bool IsAnswerDue(IReadOnlyCollection<Job> jobs)
    {
        var running = Running;
        var now = jobs.FirstOrDefault(job => job.Id == running);
        return jobs.Count > 0 && (now is null || jobs.Any(job => job.Turn < now.Turn));
    }
}
