using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>A cancel ends exactly its own job, wherever that is on its way.</summary>
public sealed class CancelSpecs : CrashSpecs
{
    [Fact]
    public async Task A_job_that_ignores_its_token_and_termination_is_killed_after_the_grace_period()
    {
        var grace = TimeSpan.FromMilliseconds(400);
        var pool = await StartFullAsync(1, options => options.GracePeriod = grace);
        var started = new Started();
        var job = pool.Submit(() => Work.IgnoreAsync(JobContext.Current.CancellationToken), options: started.Options);
        var pid = await started.Pid;
        var clock = Stopwatch.StartNew();
        job.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => job.Task).Soon();
        clock.Elapsed.ShouldBeInRange(grace, TimeSpan.FromSeconds(4));
        job.State.ShouldBe(JobState.Cancelled);
        (await pool.RunAsync(Work.Generation).Soon()).ShouldBe(2);
        ProcessTable.IsAlive(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_without_a_token_is_killed_at_once()
    {
        var pool = await StartFullAsync(1, options => options.GracePeriod = TimeSpan.FromMinutes(1));
        var started = new Started();
        using var cancellation = new CancellationTokenSource();
        var job = pool.RunAsync(Work.Spin, started.Options, cancellation.Token);
        _ = await started.Pid;
        await cancellation.CancelAsync();
        var error = await Should.ThrowAsync<OperationCanceledException>(() => job).Soon();
        error.CancellationToken.ShouldBe(cancellation.Token);
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task A_job_that_obeys_ends_softly_and_its_worker_lives()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        using var cancellation = new CancellationTokenSource();
        var job = pool.RunAsync(Work.ObeyAsync, started.Options, cancellation.Token);
        var pid = await started.Pid;
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => job).Soon();
        (await pool.RunAsync(Work.Pid).Soon()).ShouldBe(pid);
    }

    [Fact]
    public async Task A_cancelled_job_that_waits_never_starts()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var first = pool.Submit(Work.HoldUntil, PathOf("go"), options: started.Options);
        _ = await started.Pid;
        var waiting = pool.Submit(Work.Mark, PathOf("ran"));
        waiting.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.Task).Soon();
        waiting.State.ShouldBe(JobState.Cancelled);
        _ = Open("go");
        _ = await first.Task.Soon();
        await ShouldWorkAsync(pool);
        File.Exists(PathOf("ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancel_after_the_end_changes_nothing()
    {
        var pool = await StartFullAsync(1);
        var job = pool.Submit(Work.Add, 1, 2);
        (await job.Task.Soon()).ShouldBe(3);
        job.Cancel();
        await ShouldWorkAsync(pool);
        job.State.ShouldBe(JobState.Succeeded);
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_has_fired_already_keeps_the_job_out_of_the_queue()
    {
        var pool = await StartFullAsync(1);
        var job = pool.RunAsync(Work.Mark, PathOf("ran"), null, new CancellationToken(canceled: true));
        job.IsCanceled.ShouldBeTrue();
        await ShouldWorkAsync(pool);
        File.Exists(PathOf("ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task After_two_cancels_of_waiting_jobs_and_one_of_a_running_one_the_next_still_starts()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var running = pool.Submit(Work.Spin, options: started.Options);
        _ = await started.Pid;
        var waiting = new[] { pool.Submit(Work.Mark, PathOf("ran")), pool.Submit(Work.Mark, PathOf("ran")) };
        var third = pool.Submit(Work.Add, 2, 2);
        foreach (var job in waiting)
            job.Cancel();
        running.Cancel();
        (await third.Task.Soon()).ShouldBe(4);
        await Should.ThrowAsync<OperationCanceledException>(() => running.Task).Soon();
        File.Exists(PathOf("ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_job_after_a_cancelled_one_is_not_killed_in_its_stead()
    {
        var grace = TimeSpan.FromMilliseconds(300);
        var pool = await StartFullAsync(1, options => options.GracePeriod = grace);
        var started = new Started();
        var cancelled = pool.Submit(() => Work.EndWellAsync(JobContext.Current.CancellationToken), options: started.Options);
        var pid = await started.Pid;
        cancelled.Cancel();
        // It outlasts the grace period and the time to answer that follows it.
        var next = pool.RunAsync(Work.SleepFor, 1500);
        (await cancelled.Task.Soon()).ShouldBe(pid);
        (await next.Soon()).ShouldBe(pid);
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Cancels_that_race_the_end_of_their_job_never_hit_another_one()
    {
        var pool = await StartFullAsync(2, options => options.GracePeriod = TimeSpan.FromMilliseconds(20));
        for (var round = 0; round < 150; round++)
        {
            var doomed = pool.Submit(Work.SleepFor, round % 3);
            var innocent = Enumerable.Range(0, 8).Select(number => pool.RunAsync(Work.Add, number, round)).ToList();
            if (round % 2 == 0)
                await Task.Yield();
            doomed.Cancel();
            (await Task.WhenAll(innocent).Soon()).ShouldBe(Enumerable.Range(round, 8));
            await doomed.Task.EndAsync();
            (doomed.Task.IsCanceled || doomed.Task.IsCompletedSuccessfully).ShouldBeTrue($"{doomed.Task.Exception}");
        }
    }
}
