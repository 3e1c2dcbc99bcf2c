using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>A job's time in the queue.</summary>
public sealed class QueueTimeSpecs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_job_whose_time_in_the_queue_is_up_is_given_up()
    {
        var stage = new DispatcherStage();
        var job = stage.Submit(new JobOptions { QueueTimeout = s_limit });
        stage.Clock.Advance(s_limit);
        (await Should.ThrowAsync<JobTimeoutException>(job.Task)).Message.ShouldContain("without having run");
    }

    // Its error is made on the thread pool, where a constructor of the program's may take its time.
    [Fact]
    public async Task A_job_that_has_run_and_whose_error_is_being_made_is_not_given_up_for_waiting()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        var job = stage.Submit(
            new JobOptions { QueueTimeout = s_limit, Retry = RetryPolicy.OnWorkerLoss(2).AndOn<PayloadFormatException>() });
        stage.Tell(job, OutcomeKind.Failed, detail: FaultOf(new OwnException()));
        stage.Clock.Advance(s_limit);
        job.Settled.ShouldBeFalse();
        var drained = new TaskCompletionSource();
        stage.Step(new WhenDrained(drained));
        drained.Task.IsCompleted.ShouldBeFalse();

        stage.Step(stage.MadeApart.Take());
        await Should.ThrowAsync<JobFailedException>(job.Task);
        drained.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_job_whose_error_is_being_made_can_be_cancelled()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        var job = stage.Submit(new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2).AndOn<PayloadFormatException>() });
        stage.Tell(job, OutcomeKind.Failed, detail: FaultOf(new OwnException()));
        stage.Step(new CancelJob(job));
        await Should.ThrowAsync<OperationCanceledException>(job.Task);
        stage.Step(stage.MadeApart.Take());
        job.State.ShouldBe(JobState.Cancelled);
    }

    private static JobFault FaultOf(Exception error)
    {
        using var writer = new PayloadWriter();
        writer.WriteByte((byte)FaultKind.Threw);
        RemoteError.From(error).Write(writer);
        return JobFault.Read(writer.WrittenSpan);
    }

    /// <summary>Of the program's own.</summary>
    private sealed class OwnException : Exception;
}
