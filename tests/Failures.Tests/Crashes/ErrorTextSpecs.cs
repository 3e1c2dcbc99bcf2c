using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>What errors of lost and late jobs say: which item, which attempt, and the option to look at.</summary>
public sealed class ErrorTextSpecs : CrashSpecs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task An_item_whose_time_was_up_is_named_with_the_option_that_limits_items()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<JobTimeoutException>(
            pool.MapAsync(Work.SpinAtThree, [1, 2, 3, 4], new MapOptions { ChunkSize = 4, ItemTimeout = s_limit }).Soon());
        error.Message.ShouldContain("item 2 ran longer than its limit");
        error.Message.ShouldContain("Raise ItemTimeout");
    }

    [Fact]
    public async Task A_job_whose_time_was_up_is_told_the_option_that_limits_jobs()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<JobTimeoutException>(pool.RunAsync(Work.Spin, new JobOptions { Timeout = s_limit }).Soon());
        error.Message.ShouldContain("it ran longer than its limit");
        error.Message.ShouldContain("Raise JobOptions.Timeout");
    }

    [Fact]
    public async Task A_lost_job_is_told_of_retries_only_when_it_had_none()
    {
        var pool = await StartAsync(1);
        var once = await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Work.DieBefore, 9).Soon());
        once.Message.ShouldContain("set JobOptions.Retry if it may run again");
        var twice = await Should.ThrowAsync<WorkerLostException>(
            pool.RunAsync(Work.DieBefore, 9, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2) }).Soon());
        twice.Message.ShouldContain("this was attempt 2 of the 2 that JobOptions.Retry allows");
        twice.Message.ShouldNotContain("set JobOptions.Retry");
    }
}
