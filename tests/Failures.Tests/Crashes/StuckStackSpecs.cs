using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Before a worker is killed because a job's time was up, it tells what it was doing, when it is allowed to.</summary>
public sealed class StuckStackSpecs : CrashSpecs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_job_that_spins_is_named_with_its_thread()
    {
        var pool = await StartTellingAsync();
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.Spin, Limited)).Soon();

        error.ManagedStacks.ShouldContain("(runs the job)");
        error.ManagedStacks.ShouldContain("   at Troupe.Tests.Dummy.Work.Spin()");
        error.Message.ShouldContain(nameof(JobTimeoutException.ManagedStacks));
        error.ToString().ShouldContain("Work.Spin()");
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task A_job_that_waits_shows_the_wait_and_what_it_was_called_from_and_nothing_of_the_workers_own_threads()
    {
        var pool = await StartTellingAsync();
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.SleepFor, 600_000, Limited)).Soon();

        var lines = error.ManagedStacks.Split('\n');
        lines.ShouldContain(line => line.Contains("System.Threading.Thread.Sleep(", StringComparison.Ordinal));
        lines.ShouldContain("   at Troupe.Tests.Dummy.Work.SleepFor(int32)");
        error.ManagedStacks.ShouldNotContain("Troupe.WorkerNode");
    }

    [Fact]
    public async Task A_thread_that_the_job_waits_for_is_shown_too()
    {
        var pool = await StartTellingAsync();
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.WaitForThread, Limited)).Soon();
        error.ManagedStacks.ShouldContain("Thread.Join(");
        error.ManagedStacks.ShouldContain("Work.HoldAnotherThread()");
    }

    [Fact]
    public async Task A_job_that_ignores_its_token_is_looked_at_when_its_grace_is_over()
    {
        var pool = await StartTellingAsync(options => options.GracePeriod = s_limit);
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.IgnoreAsync, Limited)).Soon();
        error.ManagedStacks.ShouldContain("Work.IgnoreAsync(");
    }

    [Fact]
    public async Task A_job_that_ends_by_its_token_needs_no_stacks()
    {
        var pool = await StartTellingAsync();
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.ObeyAsync, Limited)).Soon();
        error.ManagedStacks.ShouldBeEmpty();
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task An_item_of_a_map_has_its_stacks_and_the_others_their_results()
    {
        var pool = await StartTellingAsync();
        var outcomes = new List<Outcome<int>>();
        await foreach (var outcome in pool.OutcomesAsync(Work.SpinAtThree, [1, 2, 3, 4], new StreamOptions { ItemTimeout = s_limit }))
            outcomes.Add(outcome);
        outcomes[2].Error.ShouldBeOfType<JobTimeoutException>().ManagedStacks.ShouldContain("Work.SpinAtThree(int32)");
        outcomes.Where(outcome => outcome.Error is null).Select(outcome => outcome.Value).ShouldBe([1, 2, 4]);
    }

    [Fact]
    public async Task A_worker_that_cannot_tell_is_killed_all_the_same_within_a_bound()
    {
        var pool = await StartTellingAsync();
        var started = new Started();
        var job = pool.RunAsync(Work.Spin, started.Options with { Timeout = s_limit });
        var pid = await started.Pid;
        ProcessTable.Stop(pid);
        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<JobTimeoutException>(() => job).Soon();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        error.ManagedStacks.ShouldBeEmpty();
        ProcessTable.IsAlive(pid).ShouldBeFalse();
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task Without_diagnostics_the_error_says_how_to_get_stacks()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.Spin, Limited)).Soon();
        error.ManagedStacks.ShouldBeEmpty();
        error.Message.ShouldContain(nameof(ProcessPoolOptions.EnableDiagnostics));
    }

    [Fact]
    public async Task Killed_workers_leave_nothing_in_the_temporary_folder()
    {
        var pool = await StartTellingAsync();
        Directory.EnumerateFileSystemEntries(Folder).ShouldNotBeEmpty("the port is not where it is looked for");
        await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.Spin, Limited)).Soon();
        await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.Die, Death.Kill)).Soon();
        await ShouldWorkAsync(pool);
        await pool.KillAsync().Soon();
        Directory.EnumerateFileSystemEntries(Folder).ShouldBeEmpty();
    }

    private static JobOptions Limited => new() { Timeout = s_limit };

    private Task<ProcessPool> StartTellingAsync(Action<ProcessPoolOptions>? configure = null) => StartFullAsync(1, options =>
    {
        options.EnableDiagnostics = true;
        options.Environment["TMPDIR"] = Folder;
        configure?.Invoke(options);
    });
}
