using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class QueueCapacitySpecs : PoolSpecs
{
    [Fact]
    public async Task A_full_queue_that_throws_refuses_the_next_job_and_takes_one_again_later()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, QueueCapacity = 2, QueueFullMode = QueueFullMode.Throw });
        var jobs = await Fill(pool, gate, 2);
        var refused = Should.Throw<QueueFullException>(() => { _ = pool.RunAsync(Arithmetic.Answer); });
        refused.Message.ShouldContain("2 jobs");
        refused.Message.ShouldContain("QueueCapacity");
        Should.Throw<QueueFullException>(() => { _ = pool.Submit(Arithmetic.Answer); });
        Gate.Open(gate);
        await Task.WhenAll(jobs).WaitAsync(Patience);
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task A_full_queue_that_waits_holds_the_call_and_submit_throws()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, QueueCapacity = 2 });
        var jobs = await Fill(pool, gate, 2);
        var third = pool.RunAsync(Arithmetic.Answer);
        Should.Throw<QueueFullException>(() => { _ = pool.Submit(Arithmetic.Answer); });
        pool.Snapshot().Waiting.ShouldBe(2);
        third.IsCompleted.ShouldBeFalse();
        Gate.Open(gate);
        (await third.WaitAsync(Patience)).ShouldBe(42);
        await Task.WhenAll(jobs).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_call_that_waits_for_the_queue_can_be_cancelled_and_leaves_its_turn_to_the_next()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, QueueCapacity = 1 });
        var jobs = await Fill(pool, gate, 1);
        using var cancellation = new CancellationTokenSource();
        var cancelled = pool.RunAsync(Arithmetic.Answer, cancellationToken: cancellation.Token);
        var next = pool.RunAsync(Arithmetic.Answer);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled.WaitAsync(Patience));
        Gate.Open(gate);
        (await next.WaitAsync(Patience)).ShouldBe(42);
        await Task.WhenAll(jobs).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_cancelled_job_frees_its_place_in_the_queue()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, QueueCapacity = 1, QueueFullMode = QueueFullMode.Throw });
        var running = pool.Submit(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        var queued = pool.Submit(Arithmetic.Answer);
        queued.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(queued.Task.WaitAsync(Patience));
        var another = pool.Submit(Arithmetic.Answer);
        Gate.Open(gate);
        (await another.Task.WaitAsync(Patience)).ShouldBe(42);
        await running.Task;
    }

    [Fact]
    public async Task The_end_of_the_pool_ends_the_wait_for_a_place()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, QueueCapacity = 1 });
        var jobs = await Fill(pool, gate, 1);
        var waiting = pool.RunAsync(Arithmetic.Answer);
        await pool.KillAsync().WaitAsync(Patience);
        await Should.ThrowAsync<PoolClosedException>(waiting.WaitAsync(Patience));
        foreach (var job in jobs)
            await Should.ThrowAsync<OperationCanceledException>(job.WaitAsync(Patience));
    }

    [Fact]
    public async Task Many_callers_pass_a_small_queue()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, QueueCapacity = 3 });
        var squares = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => pool.RunAsync(Arithmetic.Square, i))))
            .WaitAsync(Patience);
        squares.Order().ShouldBe(Enumerable.Range(0, 500).Select(i => i * i));
    }

    /// <summary>One job that runs behind a gate, and as many that wait as the queue holds.</summary>
    private static async Task<List<Task>> Fill(ProcessPool pool, string gate, int waiting)
    {
        List<Task> jobs = [pool.RunAsync(Gate.Pass, gate)];
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        for (var i = 0; i < waiting; i++)
            jobs.Add(pool.RunAsync(Arithmetic.Answer));
        return jobs;
    }
}
