using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Without a policy a job runs at most once; with one, as often as it says, unless it kills every worker.</summary>
public sealed class RetrySpecs : CrashSpecs
{
    [Fact]
    public async Task A_lost_job_is_not_tried_again_by_default()
    {
        var pool = await StartAsync(1);
        await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.DieBefore, 2)).Soon();
        await ShouldWorkAsync(pool);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_lost_job_with_a_policy_runs_again(int attempt)
    {
        var pool = await StartAsync(2);
        (await pool.RunAsync(Work.DieBefore, attempt, new JobOptions { Retry = RetryPolicy.OnWorkerLoss() }).Soon()).ShouldBe(attempt);
    }

    [Fact]
    public async Task The_pools_policy_holds_for_jobs_that_name_none()
    {
        var pool = await StartAsync(1, options => options.Retry = RetryPolicy.OnWorkerLoss(2));
        (await pool.RunAsync(Work.DieBefore, 2).Soon()).ShouldBe(2);
    }

    [Fact]
    public async Task A_job_may_switch_the_pools_policy_off()
    {
        var pool = await StartAsync(1, options => options.Retry = RetryPolicy.OnWorkerLoss(2));
        await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.DieBefore, 2, new JobOptions { Retry = RetryPolicy.None }))
            .Soon();
    }

    [Fact]
    public async Task When_all_attempts_are_used_the_last_loss_is_told()
    {
        var pool = await StartAsync(1);
        await Should.ThrowAsync<WorkerLostException>(
            () => pool.RunAsync(Work.DieBefore, 9, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2) })).Soon();
        GenerationOf(pool).ShouldBeGreaterThanOrEqualTo(2);
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(3);
    }

    [Fact]
    public async Task A_job_that_killed_three_workers_is_poison_whatever_its_policy()
    {
        var pool = await StartAsync(2);
        var error = await Should.ThrowAsync<JobPoisonedException>(
            () => pool.RunAsync(Work.DieBefore, 99, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(50) })).Soon();
        error.Message.ShouldContain("3 workers died");
        error.Deaths.Select(death => ((WorkerLostException)death).SignalName).ShouldBe(["SIGKILL", "SIGKILL", "SIGKILL"]);
        await ShouldWorkAsync(pool);
        await Patience.UntilAsync(() => IsFull(pool));
        pool.Snapshot().Workers.Sum(worker => worker.Generation).ShouldBe(2 + 3);
    }

    [Fact]
    public async Task A_policy_may_say_that_more_deaths_are_no_poison()
    {
        var pool = await StartAsync(1);
        var policy = RetryPolicy.OnWorkerLoss(5).WithPoisonLimit(5);
        (await pool.RunAsync(Work.DieBefore, 5, new JobOptions { Retry = policy }).Soon()).ShouldBe(5);
        var last = await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.DieBefore, 9, new JobOptions { Retry = policy }))
            .Soon();
        last.ShouldNotBeOfType<JobPoisonedException>();
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1 + 4 + 5);
    }

    [Fact]
    public async Task The_limit_of_deaths_holds_for_items_and_for_jobs_of_jobs_too()
    {
        var pool = await StartAsync(1);
        var policy = RetryPolicy.OnWorkerLoss(5).WithPoisonLimit(1);
        (await pool.OutcomesAsync(Work.DieBefore, [9], new StreamOptions { Retry = policy }).SingleAsync()).Error
            .ShouldBeOfType<JobPoisonedException>();
        (await pool.RunAsync(Work.DieNested, 4, 5).Soon()).ShouldBe(4);
        (await Should.ThrowAsync<JobFailedException>(() => pool.RunAsync(Work.DieNested, 4, 2)).Soon()).Message
            .ShouldContain("2 workers died");
    }

    [Fact]
    public async Task A_job_of_a_job_is_tried_again_for_all_the_reasons_that_its_policy_names()
    {
        var pool = await StartAsync(1);
        (await pool.RunAsync(Work.FailNested, false, 3, 3).Soon()).ShouldBe(3);
        (await pool.RunAsync(Work.FailNested, true, 2, 3).Soon()).ShouldBe(2);
        await Should.ThrowAsync<TimeoutException>(() => pool.RunAsync(Work.FailNested, false, 3, 2)).Soon();
    }

    [Fact]
    public async Task Jobs_of_jobs_that_name_no_policy_have_the_pools()
    {
        var pool = await StartAsync(1, options => options.Retry = RetryPolicy.OnWorkerLoss(2).AndOn<TimeoutException>());
        (await pool.RunAsync(Work.FailNested, false, 2, 0).Soon()).ShouldBe(2);
        (await pool.RunAsync(Work.FailNested, true, 2, 0).Soon()).ShouldBe(2);
        (await pool.RunAsync(Work.FailInNestedMap, 2).Soon()).ShouldBe(2);
    }

    [Fact]
    public void A_limit_out_of_its_range_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => RetryPolicy.None.WithPoisonLimit(0));
        Should.Throw<ArgumentOutOfRangeException>(() => RetryPolicy.None.WithPoisonLimit(1001));
        RetryPolicy.OnWorkerLoss(50).AndOn<IOException>().WithPoisonLimit(7).WithBackoff(TimeSpan.Zero).PoisonLimit.ShouldBe(7);
    }

    [Fact]
    public async Task An_exception_of_the_jobs_own_is_only_tried_again_when_the_policy_names_it()
    {
        var pool = await StartAsync(1);
        var onLoss = new JobOptions { Retry = RetryPolicy.OnWorkerLoss() };
        await Should.ThrowAsync<TimeoutException>(() => pool.RunAsync(Work.ThrowBefore, 2, onLoss)).Soon();
        var named = new JobOptions
        {
            Retry = RetryPolicy.OnWorkerLoss().AndOn<TimeoutException>().WithBackoff(TimeSpan.FromMilliseconds(20))
        };
        (await pool.RunAsync(Work.ThrowBefore, 3, named).Soon()).ShouldBe(3);
    }

    [Fact]
    public async Task A_cancel_ends_the_retries()
    {
        var pool = await StartAsync(1);
        using var cancellation = new CancellationTokenSource();
        var retry = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(50).WithBackoff(TimeSpan.FromMinutes(10)) };
        var job = pool.RunAsync(Work.DieBefore, 99, retry, cancellation.Token);
        await Patience.UntilAsync(() => GenerationOf(pool) == 2 && IsFull(pool));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => job).Soon();
        await ShouldWorkAsync(pool);
        await pool.WaitForDrainAsync().Soon();
    }

    [Fact]
    public async Task A_time_out_is_not_tried_again()
    {
        var pool = await StartAsync(1);
        var options = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(), Timeout = TimeSpan.FromMilliseconds(100) };
        await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.Spin, options)).Soon();
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(2);
    }
}
