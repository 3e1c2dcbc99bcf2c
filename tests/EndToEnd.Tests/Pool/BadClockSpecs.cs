using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>A clock of the user's that throws: its exception is told as what it is, and nothing is cancelled because of it.</summary>
public sealed class BadClockSpecs : PoolSpecs
{
    private static readonly JobOptions s_limited = new() { Timeout = TimeSpan.FromMinutes(1), QueueTimeout = TimeSpan.FromMinutes(1) };

    [Theory]
    [InlineData(nameof(TimeProvider.GetTimestamp))]
    [InlineData(nameof(TimeProvider.CreateTimer))]
    [InlineData(nameof(TimeProvider.TimestampFrequency))]
    [InlineData(nameof(ITimer.Dispose))]
    [InlineData("null")]
    public async Task One_that_throws_at_the_start_is_the_starts_error(string member)
    {
        var clock = new BadClock { Broken = member };
        var error = await Should.ThrowAsync<PoolStartException>(
            ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 1, TimeProvider = clock }).WaitAsync(Patience));
        error.Message.ShouldContain("ProcessPoolOptions.TimeProvider failed");
        if (member is not ("null" or nameof(TimeProvider.TimestampFrequency)))
            error.InnerException.ShouldBe(clock.Error);
    }

    [Theory]
    [InlineData(nameof(TimeProvider.CreateTimer))]
    [InlineData(nameof(ITimer.Dispose))]
    [InlineData("null")]
    public async Task One_that_throws_later_cancels_nothing_and_fails_the_calls_that_need_it(string member)
    {
        var (clock, log, gate) = (new BadClock(), new LogLines(), Path.Combine(Scratch(), "gate"));
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, TimeProvider = clock, LoggerFactory = log });
        var told = new TaskCompletionSource<Exception>();
        pool.CallbackFailed += (_, failed) => told.TrySetResult(failed.Error);
        await AllReady(pool, 2);
        var running = pool.RunAsync(Gate.Pass, gate, s_limited);
        await Until(() => Gate.Waiting(gate) == 1, "the job runs");
        clock.Broken = member;

        await pool.RunAsync(Arithmetic.Answer, s_limited).WaitAsync(Patience);
        var error = await told.Task.WaitAsync(Patience);
        // Each job has an exception of its own, all of whose fields are those of the clock's.
        ShouldBeLike(error, await Should.ThrowAsync<Exception>(pool.RunAsync(Arithmetic.Answer, s_limited).WaitAsync(Patience)));
        ShouldBeLike(error, await Should.ThrowAsync<Exception>(
            pool.MapAsync(Arithmetic.Square, [1, 2], new MapOptions { ItemTimeout = TimeSpan.FromMinutes(1) }).WaitAsync(Patience)));
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
        if (member != "null")
            error.ShouldBe(clock.Error);
        log.Warnings.ShouldContain(text => text.Contains("TimeProvider threw", StringComparison.Ordinal));

        ProcessTable.Kill(pool.Snapshot().Workers.First(worker => worker.Jobs == 0).Pid);
        await Until(
            () => pool.Snapshot().Workers.Any(worker => worker.Generation == 2 && worker.State == WorkerState.Ready),
            "the killed worker is replaced");
        Gate.Open(gate);
        await running.WaitAsync(Patience);
    }

    private static void ShouldBeLike(Exception error, Exception other)
    {
        other.ShouldBeOfType(error.GetType());
        (other.Message, other.StackTrace?.Split('\n')[0]).ShouldBe((error.Message, error.StackTrace?.Split('\n')[0]));
    }

    [Fact]
    public async Task Limits_are_kept_by_the_systems_clock_after_it_has_thrown()
    {
        var clock = new BadClock();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, TimeProvider = clock });
        clock.Broken = nameof(TimeProvider.CreateTimer);
        var limited = new JobOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        await Should.ThrowAsync<JobTimeoutException>(pool.RunAsync(() => Thread.Sleep(Timeout.Infinite), limited).WaitAsync(Patience));
    }
}
