using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Attacks;

/// <summary>The shared page is the worker's word: what it says may be wrong, and what the link says may not fit it.</summary>
public sealed class DamagedPageSpecs : CrashSpecs
{
    // A time before all time, and one after it.
    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_job_that_claims_an_impossible_start_is_ended_by_its_time_limit_all_the_same(long start)
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        var limit = new JobOptions { Timeout = TimeSpan.FromMilliseconds(500) };
        await Should.ThrowAsync<JobTimeoutException>(pool.RunAsync(Hostile.ClaimStartAndHold, start, limit).Soon());
        await ShouldWorkAsync(pool);
        log.Lines.ShouldAllBe(line => !line.Text.Contains("actor", StringComparison.Ordinal));
    }

    // A frame too many on the link is no damage of the page, though the two no longer agree.
    [Fact]
    public async Task A_frame_that_a_worker_made_up_is_not_told_as_damage_of_its_page()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Hostile.SayAheadUnlessEmpty, Frames.Result(1_000_000, 1), true).Soon());
        await ShouldWorkAsync(pool);
        log.Warnings.ShouldContain(line => line.Contains("SIGKILL", StringComparison.Ordinal));
        log.Warnings.ShouldAllBe(line => !line.Contains("shared page", StringComparison.Ordinal));
    }
}
