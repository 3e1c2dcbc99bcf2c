using Troupe.Dispatching;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>A dispatcher that is given up, as one that has failed is: nothing is left waiting, and nothing begins.</summary>
public sealed class AbandonSpecs
{
    private static readonly PoolClosedException s_reason = new("It has failed.");

    [Fact]
    public async Task A_job_between_two_attempts_fails_when_its_dispatcher_is_given_up()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        var job = stage.Submit(new JobOptions { Retry = RetryPolicy.OnWorkerLoss().WithBackoff(TimeSpan.FromMinutes(1)) });
        stage.Die(job);
        (job.Attempt, job.Settled).ShouldBe(((ushort)2, false));
        stage.Abandon(s_reason);
        (await Should.ThrowAsync<PoolClosedException>(job.Task)).Message.ShouldBe(s_reason.Message);
    }

    [Fact]
    public async Task A_job_that_its_worker_has_fails_and_the_worker_is_killed()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        var (running, waiting) = (stage.Submit(), stage.Submit());
        stage.Abandon(s_reason);
        foreach (var job in new[] { running, waiting })
            (await Should.ThrowAsync<PoolClosedException>(job.Task)).Message.ShouldBe(s_reason.Message);
        stage.Orders[^1].Kind.ShouldBe(nameof(IWorkerSession.Kill));
    }

    [Fact]
    public async Task What_comes_later_is_refused_and_no_worker_is_started()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        stage.Abandon(s_reason);
        var (started, resized, drained, ended) =
            (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var late = stage.Submit();
        stage.Step(new WhenStarted(started));
        stage.Step(new Resize(5, resized));
        stage.Step(new OpenPool());
        stage.Step(new WhenDrained(drained));
        stage.Step(new WorkerEnded(new WorkerId(0, 1), WorkerLoss.Unknown(new WorkerId(0, 1))));
        stage.Step(new EndPool(new PoolClosedException("It ends."), Kill: true, ended));
        foreach (var refused in new[] { late.Task, started.Task, resized.Task })
            (await Should.ThrowAsync<PoolClosedException>(refused)).Message.ShouldBe(s_reason.Message);
        (drained.Task.IsCompletedSuccessfully, ended.Task.IsCompletedSuccessfully).ShouldBe((true, true));
        stage.Sessions.Count.ShouldBe(1);
        stage.View.Slots.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pool_that_ends_has_cancelled_what_is_left_and_not_failed_it()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        var job = stage.Submit();
        stage.Step(new EndPool(new PoolClosedException("It ends."), Kill: true, new TaskCompletionSource()));
        job.Settled.ShouldBeFalse("its worker has it yet");
        stage.Abandon(s_reason);
        await Should.ThrowAsync<OperationCanceledException>(job.Task);
    }
}
