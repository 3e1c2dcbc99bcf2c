using Troupe.Processes;
using Troupe.Sessions;
using Troupe.Sessions.Relay;

namespace Troupe.Tests.Sessions.Relay;

/// <summary>What the dispatcher's side believes of a worker elsewhere, and how it judges when it hears no more.</summary>
public sealed class RelayedJobsSpecs
{
    private static readonly WorkerId s_id = new(0, 1);

    private readonly RelayedJobs _jobs = new();

    public RelayedJobsSpecs()
    {
        // Jobs 11 to 14 went with messages 2, 4, 6 and 8; the third is a chunk.
        for (var number = 1; number <= 4; number++)
            _jobs.Add(new Assignment(10 + (ulong)number, 1, default, default) { Count = number == 3 ? 5 : 0 }, 2 * number);
    }

    [Theory]
    [InlineData(1, 0, new ulong[0])]
    [InlineData(2, 1, new ulong[] { 11 })]
    [InlineData(5, 2, new ulong[] { 11, 12 })]
    [InlineData(8, 4, new ulong[] { 11, 12, 13, 14 })]
    public void Jobs_that_a_link_was_given_are_in_doubt_and_the_others_have_not_begun(long handed, long taken, ulong[] doubtful)
    {
        var judgement = _jobs.Judge(handed);
        judgement.Taken.ShouldBe(taken);
        judgement.InDoubt.Order().ShouldBe(doubtful);
    }

    [Fact]
    public void A_job_with_an_outcome_is_in_no_doubt()
    {
        _jobs.Take(Report(new Outcome(OutcomeKind.Succeeded, 11, 1, default), new Outcome(OutcomeKind.Returned, 14, 4, default)));
        _jobs.Judge(handed: 8).InDoubt.Order().ShouldBe([12UL, 13UL]);
    }

    [Fact]
    public void Jobs_whose_outcomes_came_with_nonsense_are_in_doubt()
    {
        Should.Throw<PayloadFormatException>(
            () => _jobs.Take(
                Report(new Outcome(OutcomeKind.Succeeded, 11, 1, default), new Outcome(OutcomeKind.Succeeded, 99, 1, default))));
        _jobs.Judge(handed: 8).InDoubt.Order().ShouldBe([11UL, 12UL, 13UL, 14UL]);
    }

    [Fact]
    public void Outcomes_that_no_worker_with_these_jobs_can_tell_are_refused()
    {
        foreach (var outcome in new[]
        {
            new Outcome(OutcomeKind.Succeeded, 11, 2, default),
            new Outcome(OutcomeKind.Succeeded, 15, 5, default),
            new Outcome(OutcomeKind.Progress, 12, 1, default),
            new Outcome(OutcomeKind.Stopped, 11, 1, default),
            new Outcome(OutcomeKind.Items, 11, 1, default) { First = 0, Count = 1 },
            new Outcome(OutcomeKind.Items, 13, 3, default) { First = 1, Count = 1 },
            new Outcome(OutcomeKind.Items, 13, 3, default) { First = 0, Count = 6 },
        })
        {
            Should.Throw<PayloadFormatException>(() => _jobs.Take(Report(outcome)), outcome.ToString());
        }

        _jobs.Take(Report(new Outcome(OutcomeKind.Items, 13, 3, default) { First = 0, Count = 5 }));
    }

    [Fact]
    public void A_judgement_about_jobs_that_were_not_given_is_refused()
    {
        var loss = new WorkerLoss(s_id, 1, ProcessExit.GivenUp, WorkerLostReason.Frozen);
        Should.Throw<PayloadFormatException>(() => _jobs.Check(new WorkerEnded(s_id, loss) { JobsReceived = 5 }));
        Should.Throw<PayloadFormatException>(() => _jobs.Check(new WorkerEnded(s_id, loss) { JobsReceived = 4, Running = 99 }));
        Should.Throw<PayloadFormatException>(() => _jobs.Check(new WorkerEnded(s_id, loss) { JobsReceived = 2, Running = 13 }));
        _jobs.Check(new WorkerEnded(s_id, loss) { JobsReceived = 4, Running = 13 });
    }

    private static WorkerReport Report(params Outcome[] outcomes)
    {
        var report = new WorkerReport(s_id);
        foreach (var outcome in outcomes)
            report.Add(outcome);
        return report;
    }
}
