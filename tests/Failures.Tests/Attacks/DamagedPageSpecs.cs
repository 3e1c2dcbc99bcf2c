using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>The shared page is the worker's word, and what it says may be wrong.</summary>
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
}
