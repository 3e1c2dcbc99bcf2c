using System.Diagnostics;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class EndingSpecs : PoolSpecs
{
    [Fact]
    public async Task A_completed_pool_refuses_jobs_and_finishes_those_it_has()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var first = pool.RunAsync(Gate.Pass, gate);
        var queued = pool.RunAsync(Arithmetic.Answer);
        pool.Complete();
        pool.Complete();
        var refused = Should.Throw<PoolClosedException>(() => { _ = pool.RunAsync(Arithmetic.Answer); });
        refused.ShouldBeAssignableTo<InvalidOperationException>();
        Should.Throw<PoolClosedException>(() => { _ = pool.Submit(Arithmetic.Answer); });
        var drain = pool.WaitForDrainAsync();
        drain.IsCompleted.ShouldBeFalse();
        Gate.Open(gate);
        await drain.WaitAsync(Patience);
        (await queued.WaitAsync(Patience)).ShouldBe(42);
        (await first).ShouldBePositive();
        await pool.WaitForDrainAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task The_wait_for_the_drain_may_begin_at_any_time_and_be_given_up()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        await pool.WaitForDrainAsync().WaitAsync(Patience);
        var job = pool.RunAsync(Gate.Pass, gate);
        using var cancellation = new CancellationTokenSource();
        var given = pool.WaitForDrainAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given.WaitAsync(Patience));
        Gate.Open(gate);
        await job.WaitAsync(Patience);
        await pool.WaitForDrainAsync().WaitAsync(Patience);
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task Disposal_finishes_accepted_jobs()
    {
        var pool = await Start(2);
        var jobs = Enumerable.Range(0, 20).Select(_ => pool.RunAsync(Work.Sleep, 5)).ToArray();
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        jobs.ShouldAllBe(job => job.IsCompletedSuccessfully);
        Should.Throw<PoolClosedException>(() => { _ = pool.RunAsync(Arithmetic.Answer); });
    }

    [Fact]
    public async Task Disposal_takes_its_drain_time_and_at_most_five_seconds_more_whatever_jobs_do()
    {
        var folder = Scratch();
        var gate = Path.Combine(folder, "gate");
        var pool = await Start(new ProcessPoolOptions { Workers = 2, DrainTimeout = TimeSpan.FromMilliseconds(300) });
        var stubborn = pool.RunAsync(Gate.Pass, gate);
        var soft = pool.RunAsync(Gate.PassAsync, gate);
        var queued = pool.RunAsync(Arithmetic.Answer);
        await Until(() => Gate.Waiting(gate) == 2, "both jobs run");
        var clock = Stopwatch.StartNew();
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        clock.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(290), TimeSpan.FromSeconds(5.3));
        LiveWorkers().ShouldBeEmpty();
        foreach (var job in new[] { stubborn, soft, queued })
            await Should.ThrowAsync<OperationCanceledException>(job.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_kill_cancels_waiting_and_running_jobs_at_once()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var running = pool.Submit(Gate.Pass, gate);
        var queued = pool.Submit(Arithmetic.Answer);
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        var clock = Stopwatch.StartNew();
        await pool.KillAsync().WaitAsync(Patience);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        LiveWorkers().ShouldBeEmpty();
        await Should.ThrowAsync<OperationCanceledException>(running.Task.WaitAsync(Patience));
        await Should.ThrowAsync<OperationCanceledException>(queued.Task.WaitAsync(Patience));
        (running.State, queued.State).ShouldBe((JobState.Cancelled, JobState.Cancelled));
        await pool.KillAsync().WaitAsync(Patience);
        await pool.WaitForDrainAsync().WaitAsync(Patience);
        Should.Throw<PoolClosedException>(() => { _ = pool.RunAsync(Arithmetic.Answer); }).Message.ShouldContain("kill");
    }

    [Fact]
    public async Task A_kill_hurries_a_disposal_that_drains()
    {
        var gate = Path.Combine(Scratch(), "gate");
        var pool = await Start(new ProcessPoolOptions { Workers = 1, DrainTimeout = TimeSpan.FromMinutes(10) });
        var job = pool.RunAsync(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job runs");
        var disposal = pool.DisposeAsync().AsTask();
        await pool.KillAsync().WaitAsync(Patience);
        await disposal.WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(job.WaitAsync(Patience));
    }

    [Fact]
    public async Task Disposal_twice_and_from_many_threads_at_once_is_one_disposal()
    {
        var pool = await Start(2);
        var job = pool.RunAsync(Work.Sleep, 50);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await pool.DisposeAsync()))).WaitAsync(Patience);
        job.IsCompletedSuccessfully.ShouldBeTrue();
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task Disposal_from_a_callback_and_from_a_continuation_does_not_deadlock()
    {
        var disposed = new TaskCompletionSource();
        var pool = await Start();
        pool.Submit(Arithmetic.Answer, onResult: _ =>
        {
            pool.DisposeAsync().AsTask().Wait(Patience);
            disposed.SetResult();
        });
        await disposed.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Disposal_from_inside_a_job_does_nothing()
    {
        await using var pool = await Start();
        (await pool.RunAsync(async () =>
        {
            await pool.DisposeAsync();
            return 1;
        }).WaitAsync(Patience)).ShouldBe(1);
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task Disposal_while_workers_still_start_is_clean()
    {
        for (var i = 0; i < 3; i++)
        {
            var pool = await Start(3);
            await pool.DisposeAsync().AsTask().WaitAsync(Patience);
            LiveWorkers().ShouldBeEmpty();
        }
    }

    // The second worker is met at each moment between its knock and its greeting, which takes it up to 3 ms.
    [Fact]
    public async Task A_worker_that_is_ended_while_it_knocks_is_not_logged_as_a_stranger()
    {
        using var log = new LogLines();
        for (var i = 0; i < 60; i++)
        {
            await using var pool = await Start(new ProcessPoolOptions { Workers = 2, LoggerFactory = log });
            SpinWait.SpinUntil(() => Knocks() == 2, Patience).ShouldBeTrue();
            var knocked = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(knocked) < i * TimeSpan.FromMicroseconds(50))
                Thread.SpinWait(10);
        }
        log.Warnings.Where(line => line.Contains("refused", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>How many connections to sockets of this process's pools there are, accepted or not yet.</summary>
    private static int Knocks() =>
        File.ReadLines("/proc/net/unix").Count(line => line.Contains($"/troupe-{Environment.ProcessId}-", StringComparison.Ordinal)
            && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5] is "02" or "03");

    [Fact]
    public async Task A_start_that_is_given_up_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        var options = new ProcessPoolOptions { Workers = 1, Initializer = () => Thread.Sleep(Timeout.Infinite) };
        await Should.ThrowAsync<OperationCanceledException>(ProcessPool.StartAsync(options, cancellation.Token).WaitAsync(Patience));
        LiveWorkers().ShouldBeEmpty();
    }
}
