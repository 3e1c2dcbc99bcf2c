using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

public sealed class AnswerWatchSpecs
{
    private static readonly AnswerWatch.Sample s_sight =
        new(new FlightPage(Intact: true, DispatchNumber: 3, Running: 0), Received: 100, Unwritten: 0);

    [Fact]
    public void A_link_is_broken_when_an_answer_is_due_for_fifteen_looks_and_nothing_moves()
    {
        var watch = Look(new AnswerWatch(), times: AnswerWatch.BrokenAfter);
        watch.Broken.ShouldBeFalse();
        Look(watch).Broken.ShouldBeTrue();
    }

    [Fact]
    public void Whatever_moves_begins_the_count_again()
    {
        var nearly = Look(new AnswerWatch(), times: AnswerWatch.BrokenAfter);
        foreach (var moved in new[] {
            s_sight with { Received = 101 },
            s_sight with { Unwritten = 1 },
            s_sight with { Page = s_sight.Page with { DispatchNumber = 4 } } })
        {
            nearly.Check(moved, answerDue: true, alive: true).Unchanged.ShouldBe(0);
        }
    }

    [Fact]
    public void A_worker_of_which_no_answer_is_due_may_be_silent_for_ever() =>
        Look(new AnswerWatch(), times: 1000, due: false).Broken.ShouldBeFalse();

    // A stopped process is the heartbeat's to judge; it answers when it goes on.
    [Fact]
    public void Looks_between_which_the_worker_has_not_lived_do_not_count()
    {
        var watch = Look(new AnswerWatch(), times: AnswerWatch.BrokenAfter);
        Look(watch, times: 1000, alive: false).Broken.ShouldBeFalse();
        Look(Look(watch, times: 1000, alive: false)).Broken.ShouldBeTrue();
    }

    private static AnswerWatch Look(AnswerWatch watch, int times = 1, bool due = true, bool alive = true)
    {
        for (var look = 0; look < times; look++)
            watch = watch.Check(s_sight, due, alive);
        return watch;
    }
}
