namespace Troupe.Tests.StateMachine;

/// <summary>The shortest traces that once broke a promise, each by a mistake that is mended.</summary>
public sealed class FoundTraceSpecs
{
    // What the numbers of a step mean is in Simulation.Options: the detail chooses priority, retry policy and time in the queue.
    private const int Tiny = 0;
    private const int Unknown = 2;
    private const int ChunkOfOne = 14;
    private const int ChunkOfTwo = 30;
    private const int Plain = 27;
    private const int WithQueueTime = 2;
    private const int WithQueueTimeAndRetry = 12;
    private const int WithBackoff = 47;
    private const int WithQueueTimeAndOwnErrors = 22;
    private const int FourHundredMilliseconds = 3;
    private const int TenSeconds = 5;
    private const int LastedAndEnded = 3;

    // Whether the dispatcher hears of a dying worker's link before it hears of its end.
    private const int LinkFirst = 0;
    private const int Unnoticed = 1;

    [Fact]
    public void A_job_that_crosses_its_workers_end_keeps_the_pool_from_being_drained() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Die, 0, Unnoticed), new(StepKind.Submit, Unknown, Plain), new(StepKind.Obey, 0, 0), new(
            StepKind.Drain,
            0,
            0));

    [Fact]
    public void A_worker_whose_link_has_ended_gets_no_more_jobs() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Die, 0, LinkFirst), new(StepKind.Submit, Unknown, Plain));

    [Fact]
    public void A_job_between_two_attempts_has_its_outcome_when_the_pool_ends() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithBackoff), new(StepKind.Fault, 0, 0), new(StepKind.End, 0, 0));

    [Fact]
    public void A_job_cancelled_between_two_attempts_does_not_keep_the_pool_from_being_drained() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithBackoff), new(StepKind.Fault, 0, 0), new(StepKind.Cancel, 0, 0), new(
            StepKind.Drain,
            0,
            0));

    [Fact]
    public void A_job_that_has_run_is_not_given_up_for_waiting_when_it_waits_for_its_next_attempt() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithQueueTimeAndRetry), new(StepKind.Die, 0, 1), new(
            StepKind.Obey,
            0,
            0), new(StepKind.Advance, 0, FourHundredMilliseconds));

    [Fact]
    public void A_job_of_a_job_is_given_up_when_its_time_in_the_queue_is_over() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, Plain), new(StepKind.Nest, 0, WithQueueTime), new(
            StepKind.Advance,
            0,
            FourHundredMilliseconds));

    [Fact]
    public void A_job_given_back_after_its_time_in_the_queue_was_over_is_given_up() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Tiny, Plain), new(StepKind.Submit, Tiny, WithQueueTime), new(
            StepKind.Advance,
            0,
            FourHundredMilliseconds), new(StepKind.Overrun, 0, 0));

    [Fact]
    public void A_worker_may_die_with_a_job_that_its_own_job_has_submitted() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, Plain), new(StepKind.Nest, 0, Plain), new(StepKind.Finish, 0, 0), new(
            StepKind.Die,
            0,
            Unnoticed), new(StepKind.Obey, 0, 0));

    [Fact]
    public void A_job_that_threw_is_not_given_up_for_waiting_while_its_error_is_made() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithQueueTimeAndOwnErrors), new(StepKind.Fault, 0, 0), new(
            StepKind.Advance,
            0,
            FourHundredMilliseconds));

    [Fact]
    public void A_chunk_that_lost_a_worker_is_not_given_up_for_waiting() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, ChunkOfOne, WithQueueTime), new(StepKind.Die, 0, Unnoticed), new(
            StepKind.Obey,
            0,
            0), new(StepKind.Advance, 0, FourHundredMilliseconds));

    [Fact]
    public void A_chunk_that_was_stopped_after_an_item_is_not_given_up_for_waiting() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, ChunkOfTwo, WithQueueTime), new(StepKind.OverMemory, 0, 0), new(
            StepKind.TimeOut,
            0,
            0), new(StepKind.Advance, 0, FourHundredMilliseconds));

    [Fact]
    public void A_worker_whose_lasting_job_has_ended_is_given_work_ahead_again() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Tiny, Plain), new(StepKind.Submit, Tiny, Plain), new(
            StepKind.Overrun,
            0,
            LastedAndEnded), new(StepKind.Submit, Tiny, Plain));

    [Fact]
    public void A_job_behind_one_that_is_cancelled_goes_to_a_worker_with_room() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Tiny, Plain), new(StepKind.Submit, Unknown, Plain), new(
            StepKind.Submit,
            Tiny,
            Plain), new(StepKind.Cancel, 1, 0));

    [Fact]
    public void A_job_behind_one_that_is_given_up_for_waiting_goes_to_a_worker_with_room() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Tiny, Plain), new(StepKind.Submit, Unknown, WithQueueTime), new(
            StepKind.Submit,
            Tiny,
            Plain), new(StepKind.Advance, 0, FourHundredMilliseconds));

    [Fact]
    public void A_pool_that_ends_refuses_another_size() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.End, 0, 0), new(StepKind.Resize, 0, 0));

    [Fact]
    public void A_stand_in_goes_when_the_worker_that_it_stood_in_for_has_died() => ShouldHold(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, Plain), new(StepKind.Nest, 0, Plain), new(StepKind.Die, 0, Unnoticed), new(
            StepKind.Obey,
            0,
            0),
        new(StepKind.Advance, 0, TenSeconds));

    [Fact]
    public void A_worker_that_dies_before_it_was_recycled_is_followed_by_another_one() => ShouldHold(
        new(StepKind.Hold, 0, 0), new(StepKind.Ready, 0, 0), new(StepKind.OverMemory, 0, 0), new(StepKind.Die, 0, Unnoticed), new(
            StepKind.Obey,
            0,
            0),
        new(StepKind.Hold, 0, 0));

    [Fact]
    public void A_stand_in_that_comes_too_late_does_not_stay() => ShouldHold(
        new(StepKind.Hold, 0, 0), new(StepKind.Submit, Unknown, Plain), new(StepKind.Ready, 0, 0), new(StepKind.Nest, 0, Plain), new(
            StepKind.Fault,
            0,
            0),
        new(StepKind.Finish, 0, 0), new(StepKind.Hold, 0, 0), new(StepKind.Advance, 0, TenSeconds));

    [Fact]
    public void A_larger_pool_has_its_spare_workers_work_at_once() => ShouldHoldWith(
        seed: 47,
        new(StepKind.Hold, 0, 0), new(StepKind.Submit, 7525, 35453), new(StepKind.Resize, 24830, 38720), new(StepKind.Ready, 55187, 7235),
        new(StepKind.Ready, 18282, 19852), new(StepKind.Submit, 11331, 31370), new(StepKind.Resize, 52619, 29094));

    [Fact]
    public void A_nested_job_whose_worker_died_as_it_was_given_up_gets_a_stand_in() => ShouldHoldWith(
        seed: 9,
        new(StepKind.Submit, 12322, 52083), new(StepKind.Submit, 24915, 38498), new(StepKind.Ready, 13090, 22186), new(
            StepKind.Ready,
            46210,
            61044),
        new(StepKind.Submit, 60979, 35003), new(StepKind.Submit, 29145, 51452), new(StepKind.Nest, 33483, 52762), new(
            StepKind.Ready,
            3274,
            18372),
        new(StepKind.Hold, 0, 0), new(StepKind.Finish, 64457, 53093), new(StepKind.Finish, 46590, 56300), new(
            StepKind.Resize,
            37590,
            49365),
        new(StepKind.Die, 24090, 33117), new(StepKind.Obey, 42641, 18958), new(StepKind.Nest, 9512, 18768), new(StepKind.Die, 5483, 23924),
        new(StepKind.Hold, 0, 0), new(StepKind.Obey, 55605, 64019));

    private static void ShouldHold(params Step[] steps) => ShouldHoldWith(seed: 0, steps);

    // The seed says how the pool is set up: see Traces.Run.
    private static void ShouldHoldWith(int seed, params Step[] steps) => Traces.Run(seed, steps).ShouldBeNull();
}
