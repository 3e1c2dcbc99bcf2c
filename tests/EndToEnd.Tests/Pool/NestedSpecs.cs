using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class NestedSpecs : PoolSpecs
{
    [Fact]
    public async Task Jobs_submit_jobs_to_their_own_pool_of_one_three_deep()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Nested.Depth, 3).WaitAsync(Patience)).ShouldBe(4);
        await Until(() => pool.Snapshot().Workers.Count == 1, "the stand-ins are gone");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task A_job_may_block_its_thread_while_it_waits_for_its_jobs()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Nested.DepthBlocking, 3).WaitAsync(Patience)).ShouldBe(4);
    }

    [Fact]
    public async Task A_captured_pool_is_the_pool_that_runs_the_job()
    {
        await using var pool = await Start();
        (await pool.RunAsync(async () => 1 + await pool.RunAsync(Arithmetic.Add, 2, 3)).WaitAsync(Patience)).ShouldBe(6);
        (await pool.RunAsync(async () => await pool.RunAsync(async () => await pool.RunAsync(Arithmetic.Answer))).WaitAsync(Patience))
            .ShouldBe(42);
    }

    [Fact]
    public async Task A_job_waits_for_many_jobs_at_once()
    {
        await using var pool = await Start(2);
        (await pool.RunAsync(Nested.SumOfSquares, 50).WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 50).Sum(i => i * i));
    }

    [Fact]
    public async Task Ten_nesting_jobs_at_once_on_a_pool_of_two()
    {
        var log = new LogLines();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, LoggerFactory = log });
        var depths = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => pool.RunAsync(Nested.Depth, 2))).WaitAsync(2 * Patience);
        log.Warnings.ShouldBeEmpty();
        depths.ShouldAllBe(depth => depth == 3);
        await Until(() => pool.Snapshot().Workers.Count == 2, "the stand-ins are gone");
    }

    [Fact]
    public async Task The_error_of_a_nested_job_reaches_the_job_that_waits_for_it()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Nested.CatchNested).WaitAsync(Patience)).ShouldBe("InvalidOperationException: the nested job's own");
        var error = await Should.ThrowAsync<InvalidOperationException>(
            pool.RunAsync(async () => await JobContext.Current.Pool.RunAsync(Work.Throw, "passed on")).WaitAsync(Patience));
        error.Message.ShouldContain("passed on");
    }

    [Fact]
    public async Task The_death_of_a_nested_jobs_worker_is_told_to_the_job_that_waits_for_it()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Nested.CatchDeath).WaitAsync(Patience)).ShouldBe("WorkerLostException");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task A_cancel_of_the_job_that_waits_ends_the_nested_one_too()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var outer = pool.Submit(Nested.WaitForGate, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the nested job runs");
        pool.Snapshot().Workers.Count(worker => worker.Parked).ShouldBe(1);
        outer.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(outer.Task.WaitAsync(Patience));
        await Until(() => pool.Snapshot() is { Running: 0, Waiting: 0 }, "the nested job has ended");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task A_nested_job_may_be_cancelled_by_the_job_that_submitted_it()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        (await pool.RunAsync(Nested.CancelNested, gate).WaitAsync(Patience)).ShouldBe("cancelled");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task Nested_jobs_may_report_nothing_to_the_outer_caller_and_have_numbers_of_their_own()
    {
        await using var pool = await Start();
        var outer = pool.Submit(Nested.Ids);
        var ids = await outer.Task.WaitAsync(Patience);
        ids[0].ShouldBe(outer.Id);
        ids[1].ShouldBeGreaterThan(outer.Id);
    }
}
