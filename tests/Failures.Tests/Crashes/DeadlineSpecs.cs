using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>A deadline really ends the work: by its token where it holds it, by a kill where it does not.</summary>
public sealed class DeadlineSpecs : CrashSpecs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_job_that_spins_past_its_limit_is_killed_and_the_next_one_runs_in_another_generation()
    {
        var pool = await StartFullAsync(1);
        var pid = pool.Snapshot().Workers[0].Pid;
        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.Spin, new JobOptions { Timeout = s_limit }))
            .Soon();

        clock.Elapsed.ShouldBeInRange(s_limit, TimeSpan.FromSeconds(3));
        (error.Limit, error.Started).ShouldBe((s_limit, true));
        (error.Pid, error.Slot, error.Generation).ShouldBe((pid, 0, 1));
        (await pool.RunAsync(Work.Generation).Soon()).ShouldBe(2);
        ProcessTable.IsAlive(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Waiting_in_the_queue_does_not_consume_the_time_to_run()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var first = pool.RunAsync(Work.HoldUntil, PathOf("go"), started.Options);
        _ = await started.Pid;
        var second = pool.RunAsync(Work.SleepFor, 50, new JobOptions { Timeout = s_limit });

        await Task.Delay(s_limit * 3); // It is the passing of time itself that must not count.
        second.IsCompleted.ShouldBeFalse();
        _ = Open("go");

        (await second.Soon()).ShouldBe(await first.Soon());
    }

    // The job has started then, though no code of its own has run: so says its error, and whose worker it was.
    [Fact]
    public async Task A_worker_that_is_stopped_while_it_decodes_takes_of_its_jobs_time()
    {
        var pool = await StartFullAsync(1, options => options.GracePeriod = s_limit);
        var pid = pool.Snapshot().Workers[0].Pid;
        var error = await Should.ThrowAsync<JobTimeoutException>(
            () => pool.RunAsync(Work.TakeRead, new DiesWhenRead(Death.Stop), new JobOptions { Timeout = s_limit })).Soon();
        (error.Started, error.Pid, error.Generation).ShouldBe((true, pid, 1));
        await ShouldWorkAsync(pool);
        ProcessTable.IsAlive(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Each_of_many_short_jobs_ahead_on_a_worker_has_its_own_limit()
    {
        var pool = await StartFullAsync(1);
        var jobs = Enumerable.Range(0, 40).Select(_ => pool.RunAsync(Work.SleepFor, 20, new JobOptions { Timeout = s_limit * 2 })).ToList();
        (await Task.WhenAll(jobs).Soon()).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_holds_its_token_ends_softly_and_its_worker_lives()
    {
        var pool = await StartFullAsync(1, options => options.GracePeriod = TimeSpan.FromSeconds(20));
        var pid = pool.Snapshot().Workers[0].Pid;
        await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.ObeyAsync, new JobOptions { Timeout = s_limit })).Soon();
        var late = await Should.ThrowAsync<JobTimeoutException>(
            () => pool.RunAsync(Work.EndWellAsync, new JobOptions { Timeout = s_limit })).Soon();
        late.Started.ShouldBeTrue();
        (await pool.RunAsync(Work.Pid).Soon()).ShouldBe(pid);
    }

    [Fact]
    public async Task A_job_that_ignores_its_token_is_killed_after_the_grace_period()
    {
        var grace = TimeSpan.FromMilliseconds(400);
        var pool = await StartFullAsync(1, options => options.GracePeriod = grace);
        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<JobTimeoutException>(
            () => pool.RunAsync(Work.IgnoreAsync, new JobOptions { Timeout = s_limit })).Soon();
        clock.Elapsed.ShouldBeInRange(s_limit + grace, TimeSpan.FromSeconds(4));
        error.Message.ShouldContain("killed");
        (await pool.RunAsync(Work.Generation).Soon()).ShouldBe(2);
    }

    [Fact]
    public async Task A_wait_beyond_the_queue_limit_ends_a_job_that_has_not_started()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var first = pool.RunAsync(Work.HoldUntil, PathOf("go"), started.Options);
        _ = await started.Pid;
        var error = await Should.ThrowAsync<JobTimeoutException>(
            () => pool.RunAsync(Work.Mark, PathOf("ran"), new JobOptions { QueueTimeout = s_limit })).Soon();
        (error.Started, error.Pid, error.Generation).ShouldBe((false, 0, 0));
        _ = Open("go");
        _ = await first.Soon();
        await ShouldWorkAsync(pool);
        File.Exists(PathOf("ran")).ShouldBeFalse();
    }
}
