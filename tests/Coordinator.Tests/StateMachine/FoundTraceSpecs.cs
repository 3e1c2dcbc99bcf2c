namespace Troupe.Tests.StateMachine;

/// <summary>The shortest traces that once broke a promise, each by a mistake that is mended.</summary>
public sealed class FoundTraceSpecs
{
    // What the numbers of a step mean is in Simulation.Options: the detail chooses priority, retry policy and time in the queue.
    private const int Tiny = 0;
    private const int Unknown = 2;
    private const int Plain = 27;
    private const int WithQueueTime = 2;
    private const int WithQueueTimeAndRetry = 12;
    private const int WithBackoff = 47;
    private const int FourHundredMilliseconds = 3;

    // Whether the coordinator hears of a dying worker's link before it hears of its end.
    private const int LinkFirst = 0;
    private const int Unnoticed = 1;

    [Fact]
    public Task A_job_that_crosses_its_workers_end_keeps_the_pool_from_being_drained() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Die, 0, Unnoticed), new(StepKind.Submit, Unknown, Plain), new(StepKind.Obey, 0, 0), new(StepKind.Drain, 0, 0));

    [Fact]
    public Task A_worker_whose_link_has_ended_gets_no_more_jobs() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Die, 0, LinkFirst), new(StepKind.Submit, Unknown, Plain));

    [Fact]
    public Task A_job_between_two_attempts_has_its_outcome_when_the_pool_ends() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithBackoff), new(StepKind.Fault, 0, 0), new(StepKind.End, 0, 0));

    [Fact]
    public Task A_job_cancelled_between_two_attempts_does_not_keep_the_pool_from_being_drained() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithBackoff), new(StepKind.Fault, 0, 0), new(StepKind.Cancel, 0, 0), new(StepKind.Drain, 0, 0));

    [Fact]
    public Task A_job_that_has_run_is_not_given_up_for_waiting_when_it_waits_for_its_next_attempt() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, WithQueueTimeAndRetry), new(StepKind.Die, 0, 1), new(StepKind.Obey, 0, 0), new(StepKind.Advance, 0, FourHundredMilliseconds));

    [Fact]
    public Task A_job_of_a_job_is_given_up_when_its_time_in_the_queue_is_over() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Unknown, Plain), new(StepKind.Nest, 0, WithQueueTime), new(StepKind.Advance, 0, FourHundredMilliseconds));

    [Fact]
    public Task A_job_given_back_after_its_time_in_the_queue_was_over_is_given_up() => ShouldHoldAsync(
        new(StepKind.Ready, 0, 0), new(StepKind.Submit, Tiny, Plain), new(StepKind.Submit, Tiny, WithQueueTime), new(StepKind.Advance, 0, FourHundredMilliseconds), new(StepKind.Overrun, 0, 0));

    private static async Task ShouldHoldAsync(params Step[] steps)
    {
        await using var traces = new Traces();
        traces.Run(seed: 0, steps).ShouldBeNull();
    }
}
