using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Tests.Supervision;

public sealed class DecisionsSpecs
{
    private static readonly WorkerId s_worker = new(2, 7);

    [Fact]
    public void A_pool_has_its_size_its_spares_and_a_stand_in_for_each_worker_that_is_waited_for()
    {
        var set = Decisions.Of(new SlotsNeeded(Workers: 4, StandIns: 2, Parked: 3, SurplusSlots.IdleLeave, Request: 5), spares: 1);

        set.ShouldBe(new SetSlots(Least: 7, Most: 8, SurplusSlots.IdleLeave, Request: 5));
    }

    [Fact]
    public void A_worker_that_had_been_ready_is_followed_by_the_next_one_at_once() =>
        Decisions.Of(new WorkerDown(s_worker, Failed: false, FailedStarts: 0, new StartBreaker(3)))
            .ShouldBe(new StartWorker(s_worker, TimeSpan.Zero));

    [Fact]
    public void After_a_start_that_failed_the_pool_waits_as_long_as_its_failures_say() =>
        Decisions.Of(new WorkerDown(s_worker, Failed: true, FailedStarts: 1, new StartBreaker(5))).Pause.ShouldBe(StartBreaker.ProbePause);

    [Fact]
    public void A_slot_whose_starts_fail_waits_ever_longer_though_others_start_well()
    {
        var pauses = Enumerable.Range(1, 9)
            .Select(failed => Decisions.Of(new WorkerDown(s_worker, Failed: true, failed, new StartBreaker(1))).Pause.TotalSeconds);

        pauses.ShouldBe([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]);
    }
}
