using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Faults;

/// <summary>Fault F24: the clock on the wall is set by a day, forth and back. Limits are measured elsewhere.</summary>
public sealed class ClockSpecs : CrashSpecs
{
    [Fact]
    public async Task A_clock_that_jumps_by_a_day_ends_no_job_and_no_worker()
    {
        var clock = new JumpingClock();
        var pool = await StartFullAsync(2, options => options.TimeProvider = clock);
        var limits = new JobOptions { Timeout = TimeSpan.FromMinutes(1), QueueTimeout = TimeSpan.FromMinutes(1) };
        foreach (var jump in new[] { 1, -2, 2, -1 })
        {
            var started = new Started();
            var job = pool.RunAsync(Work.HoldUntil, PathOf($"gate{jump}"), limits.WithProgress(started));
            _ = await started.Pid;
            clock.Jump(TimeSpan.FromDays(jump));
            await ShouldWorkAsync(pool);
            _ = Open($"gate{jump}");
            (await job.Soon()).ShouldBe(await started.Pid);
        }
        pool.Snapshot().Workers.ShouldAllBe(worker => worker.Generation == 1);
    }

    [Fact]
    public async Task A_limit_holds_whatever_the_clock_says()
    {
        var clock = new JumpingClock();
        var pool = await StartFullAsync(1, options => options.TimeProvider = clock);
        var job = pool.RunAsync(Work.Spin, new JobOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        clock.Jump(TimeSpan.FromDays(-1));
        await Should.ThrowAsync<JobTimeoutException>(job.Soon());
    }

    /// <summary>The system's timers with a wall clock that is set by hand.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _ahead;

        public void Jump(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
    }
}
