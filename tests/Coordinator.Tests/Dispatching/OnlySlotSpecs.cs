using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>Jobs that the workers of one slot alone may have.</summary>
public sealed class OnlySlotSpecs
{
    private readonly DispatcherStage _stage = new(new ProcessPoolOptions { Workers = 2 });

    [Fact]
    public void They_run_on_that_slot_one_after_the_other_while_another_worker_is_free()
    {
        ReadyBoth();
        var jobs = Enumerable.Range(0, 3).Select(_ => Submit(slot: 1)).ToList();
        foreach (var job in jobs)
        {
            _stage.WorkerOf(job).Slot.ShouldBe(1);
            _stage.Sessions[new WorkerId(1, 1)].Assigned[^1].Job.ShouldBe(job.Id);
            _stage.Succeed(job);
        }
        _stage.Sessions[new WorkerId(0, 1)].Assigned.ShouldBeEmpty();
        jobs.ShouldAllBe(job => job.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void They_wait_for_the_next_worker_of_the_slot()
    {
        ReadyBoth();
        var running = Submit(slot: 1, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2) });
        var waiting = Submit(slot: 1);
        _stage.Die(running);
        _stage.Clock.Advance(TimeSpan.FromSeconds(1));
        _stage.Sessions[new WorkerId(0, 1)].Assigned.ShouldBeEmpty();
        _stage.Ready(slot: 1, generation: 2);
        _stage.WorkerOf(running).ShouldBe(new WorkerId(1, 2));
        _stage.Succeed(running);
        _stage.WorkerOf(waiting).ShouldBe(new WorkerId(1, 2));
    }

    [Fact]
    public void One_that_its_worker_died_of_fails_as_any_job_does()
    {
        ReadyBoth();
        var job = Submit(slot: 0);
        _stage.Die(job);
        job.Task.Exception!.InnerException.ShouldBeOfType<WorkerLostException>().Slot.ShouldBe(0);
    }

    [Fact]
    public void A_worker_is_given_its_own_and_those_of_all_in_the_order_of_their_acceptance_and_priority()
    {
        _stage.Ready(0);
        var running = Submit(slot: 0);
        CallJob<int>[] waiting =
        [
            Submit(slot: 0), _stage.Submit(), Submit(slot: 0), _stage.Submit(new JobOptions { Priority = JobPriority.High }),
            Submit(slot: 0, new JobOptions { Priority = JobPriority.Low }), _stage.Submit(),
        ];
        var order = new List<CallJob<int>>();
        for (var next = running; order.Count < waiting.Length; order.Add(next))
        {
            _stage.Succeed(next);
            next = waiting.Single(job => job.State == JobState.Running);
        }
        order.ShouldBe([waiting[3], waiting[0], waiting[1], waiting[2], waiting[5], waiting[4]]);
    }

    [Fact]
    public void One_for_a_slot_that_there_is_not_fails_at_once()
    {
        var job = Submit(slot: 7);
        var error = job.Task.Exception!.InnerException.ShouldBeOfType<WorkerLostException>();
        error.Message.ShouldContain("for worker 7 alone");
        (error.MayHaveRun, error.Slot).ShouldBe((false, 7));
    }

    [Fact]
    public void Those_that_wait_for_a_slot_fail_when_it_is_given_up_for_good()
    {
        ReadyBoth();
        var running = Submit(slot: 0);
        var others = Submit(slot: 1);
        var waiting = Submit(slot: 1);
        _stage.Step(new Resize(1, new TaskCompletionSource()));
        _stage.Succeed(others);
        waiting.Settled.ShouldBeFalse("its place is there until the worker has ended");
        _stage.Step(new WorkerEnded(new WorkerId(1, 1), WorkerLoss.Unknown(new WorkerId(1, 1))));
        waiting.Task.Exception!.InnerException.ShouldBeOfType<WorkerLostException>().MayHaveRun.ShouldBeFalse();
        running.Settled.ShouldBeFalse();
    }

    [Fact]
    public void One_between_two_attempts_fails_when_its_slot_is_gone()
    {
        ReadyBoth();
        _stage.Submit();
        var retried = Submit(slot: 1, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2).WithBackoff(TimeSpan.FromSeconds(1)) });
        _stage.Die(retried);
        _stage.Step(new Resize(1, new TaskCompletionSource()));
        _stage.Step(new WorkerEnded(new WorkerId(1, 2), WorkerLoss.Unknown(new WorkerId(1, 2)))
        {
            StartError = new InvalidOperationException("It was killed.")
        });
        _stage.Clock.Advance(TimeSpan.FromSeconds(10));
        retried.Task.Exception!.InnerException.ShouldBeOfType<WorkerLostException>().MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public void They_are_cancelled_given_up_for_waiting_and_ended_with_the_pool_as_any_job()
    {
        _stage.Ready(0);
        Submit(slot: 0);
        var cancelled = Submit(slot: 0);
        var impatient = Submit(slot: 0, new JobOptions { QueueTimeout = TimeSpan.FromSeconds(1) });
        var last = Submit(slot: 0);
        _stage.View.Waiting.ShouldBe(3);

        _stage.Step(new CancelJob(cancelled));
        _stage.Clock.Advance(TimeSpan.FromSeconds(1));
        _stage.Step(new EndPool(new PoolClosedException("The pool was disposed."), Kill: true, new TaskCompletionSource()));

        cancelled.Task.IsCanceled.ShouldBeTrue();
        impatient.Task.Exception!.InnerException.ShouldBeOfType<JobTimeoutException>();
        last.Task.IsCanceled.ShouldBeTrue();
        _stage.View.Waiting.ShouldBe(0);
    }

    [Fact]
    public void A_pool_is_not_drained_while_one_waits()
    {
        _stage.Ready(0);
        var waiting = Submit(slot: 1);
        var drained = new TaskCompletionSource();
        _stage.Step(new WhenDrained(drained));
        drained.Task.IsCompleted.ShouldBeFalse();
        _stage.Step(new CancelJob(waiting));
        drained.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Spare_workers_make_no_more_of_them_run_at_once_than_the_pool_has_workers()
    {
        var stage = new DispatcherStage(new ProcessPoolOptions { Workers = 1, SpareWorkers = 1 });
        stage.Ready(0);
        stage.Ready(1);
        CallJob<int>[] jobs = [Submit(stage, slot: 0), Submit(stage, slot: 1)];
        jobs.Count(job => job.State == JobState.Running).ShouldBe(1);
        stage.Succeed(jobs[0]);
        jobs[1].State.ShouldBe(JobState.Running);
    }

    [Fact]
    public void One_whose_slot_is_busy_holds_up_no_other()
    {
        ReadyBoth();
        Submit(slot: 1);
        Submit(slot: 1);
        var other = _stage.Submit();
        _stage.WorkerOf(other).Slot.ShouldBe(0);
    }

    private void ReadyBoth()
    {
        _stage.Ready(0);
        _stage.Ready(1);
    }

    private CallJob<int> Submit(int slot, JobOptions? options = null) => Submit(_stage, slot, options);

    private static CallJob<int> Submit(DispatcherStage stage, int slot, JobOptions? options = null)
    {
        var job = DispatcherStage.NewCall(options);
        job.OnlySlot = slot;
        stage.Step(job);
        return job;
    }
}
