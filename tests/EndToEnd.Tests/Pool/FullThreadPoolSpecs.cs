using System.Diagnostics;
using System.Globalization;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>
/// The thread pool is the application's, and may be full: 8 threads, all blocked, and 56 more items that wait. A program whose thread
/// pool is full for good asks for one promise each, on a thread of its own, and tells what became of it.
/// </summary>
public sealed class FullThreadPoolSpecs : PoolSpecs
{
    /// <summary>What this machine may be late by, with other specs at work; a timer that waits for the thread pool is late by far more, or
    /// for ever.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("deadline", "JobTimeoutException", 1.0)]
    [InlineData("deadline-with-progress", "JobTimeoutException", 1.0)]
    [InlineData("deadline-with-stacks", "JobTimeoutException", 2.25)]
    [InlineData("queue-time", "JobTimeoutException", 0.5)]
    public async Task Time_limits_are_kept(string what, string outcome, double seconds) =>
        await Keeps(what, outcome, TimeSpan.FromSeconds(seconds));

    [Fact]
    public async Task A_cancelled_job_ends_its_worker() => await Keeps("cancel", "TaskCanceledException");

    [Fact]
    public async Task The_death_of_a_worker_is_noticed() => await Keeps("crash", "WorkerLostException");

    [Fact]
    public async Task A_dead_worker_is_replaced() => await Keeps("next-job", "WorkerLostException, then 42");

    [Theory]
    [InlineData("retry", "1")]
    [InlineData("map-retry", "3")]
    public async Task Lost_work_is_tried_again_after_its_pause(string what, string outcome) => await Keeps(what, outcome);

    [Fact]
    public async Task A_map_is_supplied_with_chunks_to_its_end() => await Keeps("map", "3998000");

    [Fact]
    public async Task More_jobs_than_an_actor_takes_in_one_turn_are_done() => await Keeps("many", "399980000");

    [Fact]
    public async Task A_pool_changes_its_size() => await Keeps("resize", "1");

    [Fact]
    public async Task A_drain_is_told() => await Keeps("drain", "drained");

    [Fact]
    public async Task A_disposal_takes_its_drain_timeout_and_no_longer() =>
        await Keeps("dispose", "the job is Canceled", TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("dispose-idle", "disposed")]
    [InlineData("kill", "the job is Canceled")]
    public async Task A_pool_ends_at_once(string what, string outcome) => await Keeps(what, outcome);

    [Fact]
    public async Task A_pool_starts() => await Keeps("start", "8");

    [Fact]
    public async Task A_start_that_takes_too_long_is_given_up() =>
        await Keeps("start-timeout", "PoolStartException", TimeSpan.FromSeconds(1));

    [Fact]
    public async Task A_child_process_ends_and_tells_its_exit_code() => await Keeps("child", "True 7");

    [Fact]
    public async Task A_hosted_object_starts_answers_and_ends() => await Keeps("hosted", "1");

    /// <summary>It takes the 10 s that a worker may be silent.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task A_stopped_worker_is_found_dead() => await Keeps("stopped", "WorkerLostException", TimeSpan.FromSeconds(10));

    private async Task Keeps(string what, string outcome, TimeSpan due = default)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["exec", Built.Assembly("Troupe.Tests.SmallProgram"), "full", what])
        { RedirectStandardOutput = true })!;
        var lines = (await process.StandardOutput.ReadToEndAsync().WaitAsync(2 * Patience)).Split('\n');
        await process.WaitForExitAsync().WaitAsync(Patience);
        lines[0].ShouldBe(outcome);
        TimeSpan.FromMilliseconds(long.Parse(lines[1], CultureInfo.InvariantCulture)).ShouldBeInRange(due, due + s_late);
    }
}
