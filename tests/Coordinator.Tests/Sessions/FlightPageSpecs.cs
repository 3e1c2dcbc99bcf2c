using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>What a worker's shared page is believed after the worker's death, and before it.</summary>
public sealed class FlightPageSpecs
{
    private const int Sent = 4;

    private static readonly FlightPage s_secondRuns = new(Intact: true, DispatchNumber: 2, Running: 12);

    [Fact]
    public void Of_an_honest_worker_no_job_is_in_doubt_whose_outcome_has_come_or_that_runs_or_has_not_begun() =>
        s_secondRuns.InDoubt(Jobs((2, 12), (3, 13)), finished: 1).ShouldBeEmpty();

    [Fact]
    public void A_job_that_began_and_neither_runs_nor_had_an_outcome_that_came_is_in_doubt() =>
        s_secondRuns.InDoubt(Jobs((1, 11), (2, 12), (3, 13)), finished: 0).ShouldBe([11ul]);

    [Fact]
    public void A_job_that_the_page_does_not_name_as_running_though_it_began_is_in_doubt() =>
        (s_secondRuns with { Running = 0 }).InDoubt(Jobs((2, 12), (3, 13)), finished: 1).ShouldBe([12ul]);

    [Theory]
    [InlineData(false, 2)] // Its first bytes are not those it was made with.
    [InlineData(true, 0)] // The outcome of the first job has come: at least that one has begun.
    [InlineData(true, -1)]
    [InlineData(true, 5)] // It was never sent that many.
    [InlineData(true, int.MaxValue)]
    public void A_page_that_cannot_be_right_leaves_every_job_in_doubt(bool intact, int number) =>
        new FlightPage(intact, number, Running: 0).InDoubt(Jobs((2, 12), (3, 13)), finished: 1).Order().ShouldBe([12ul, 13ul]);

    [Fact]
    public void The_job_that_runs_is_blamed_and_not_doubted_whatever_the_rest_of_the_page_says() =>
        new FlightPage(Intact: false, DispatchNumber: 0, Running: 12).InDoubt(Jobs((2, 12)), finished: 1).ShouldBeEmpty();

    [Fact]
    public void No_answer_is_due_from_a_worker_that_has_no_job_or_runs_the_first_of_those_it_has()
    {
        s_secondRuns.IsAnswerDue(Jobs()).ShouldBeFalse();
        s_secondRuns.IsAnswerDue(Jobs((2, 12), (3, 13))).ShouldBeFalse();
    }

    [Fact]
    public void An_answer_is_due_when_a_later_job_runs_or_none_does()
    {
        s_secondRuns.IsAnswerDue(Jobs((1, 11), (2, 12))).ShouldBeTrue();
        (s_secondRuns with { Running = 0 }).IsAnswerDue(Jobs((3, 13))).ShouldBeTrue();
        (s_secondRuns with { Running = ulong.MaxValue }).IsAnswerDue(Jobs((2, 12))).ShouldBeTrue();
    }

    /// <summary>What a worker has that was sent four jobs.</summary>
    private static NumberedRing<SessionJob> Jobs(params (long Turn, ulong Id)[] left)
    {
        var jobs = new NumberedRing<SessionJob>();
        for (var number = 1; number <= Sent; number++)
        {
            jobs.Add(new SessionJob { Id = left.FirstOrDefault(one => one.Turn == number).Id });
            if (jobs[number].Id == 0)
                jobs.Remove(number);
        }
        return jobs;
    }
}
