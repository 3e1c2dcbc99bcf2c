using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>A worker's death fails exactly the job that ran, with all there is to know of it, and the pool heals.</summary>
public sealed class WorkerLossSpecs : CrashSpecs
{
    [Fact]
    public async Task A_killed_worker_fails_only_its_own_job_and_the_pool_is_soon_at_full_strength()
    {
        var pool = await StartFullAsync(2);
        var (first, second) = (new Started(), new Started());
        var victim = pool.RunAsync(Work.Spin, first.Options);
        var neighbour = pool.RunAsync(Work.HoldUntil, PathOf("go"), second.Options);
        var waiting = Enumerable.Range(0, 24).Select(number => pool.RunAsync(Work.Add, number, 1)).ToList();
        var neighbourPid = await second.Pid;

        ProcessTable.Kill(await first.Pid);
        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<WorkerLostException>(() => victim).Soon();
        await Patience.UntilAsync(() => IsFull(pool));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        (error.ExitCode, error.SignalName, error.Reason).ShouldBe((137, "SIGKILL", WorkerLostReason.Signalled));
        error.Pid.ShouldBe(await first.Pid);
        _ = Open("go");
        (await neighbour.Soon()).ShouldBe(neighbourPid);
        (await Task.WhenAll(waiting).Soon()).ShouldBe(Enumerable.Range(1, 24));
    }

    [Fact]
    public async Task A_loss_tells_exit_code_process_place_memory_and_the_last_words()
    {
        var pool = await StartFullAsync(1);
        var pid = pool.Snapshot().Workers[0].Pid;
        var error = await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.LastWords, "The disk is on fire.", 42)).Soon();

        error.ExitCode.ShouldBe(42);
        error.SignalName.ShouldBeNull();
        (error.Pid, error.Slot, error.Generation).ShouldBe((pid, 0, 1));
        error.StandardErrorTail.ShouldContain("The disk is on fire.");
        error.PeakMemory.ShouldBeInRange(10L << 20, 500L << 20);
        error.MayHaveRun.ShouldBeTrue();
        error.Message.ShouldContain("42");
        error.Message.ShouldContain(nameof(Work.LastWords));
        error.Message.ShouldNotContain("The disk is on fire.");
        error.Message.Length.ShouldBeLessThan(300);
        error.ToString().ShouldContain("The disk is on fire.");
        error.Reason.ShouldBe(WorkerLostReason.Exited);
    }

    [Fact]
    public async Task The_last_words_of_a_stack_overflow_name_the_method()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.Die, Death.StackOverflow)).Soon();
        error.StandardErrorTail.ShouldContain("Recurse");
        (error.Reason, error.Message.Contains("Recurse", StringComparison.Ordinal)).ShouldBe((WorkerLostReason.Crashed, false));
    }

    [Fact]
    public async Task An_exit_with_code_zero_is_a_loss_and_no_success()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.Die, Death.ExitZero)).Soon();
        error.ExitCode.ShouldBe(0);
        error.Message.ShouldContain("exited with code 0");
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task The_death_of_an_idle_worker_is_nobodys_error()
    {
        var pool = await StartFullAsync(1);
        for (var round = 1; round <= 5; round++)
        {
            await Patience.UntilAsync(() => IsFull(pool));
            ProcessTable.Kill(pool.Snapshot().Workers[0].Pid);
            await ShouldWorkAsync(pool);
        }
    }

    [Fact]
    public async Task All_workers_killed_at_once_fail_what_ran_and_nothing_else()
    {
        var pool = await StartFullAsync(4);
        var started = Enumerable.Range(0, 4).Select(_ => new Started()).ToList();
        var victims = started.ConvertAll(start => pool.RunAsync(Work.Spin, start.Options));
        var pids = await Task.WhenAll(started.Select(start => start.Pid));
        var waiting = Enumerable.Range(0, 100).Select(number => pool.RunAsync(Work.Add, number, 0)).ToList();

        foreach (var pid in pids)
            ProcessTable.Kill(pid);

        foreach (var victim in victims)
            (await Should.ThrowAsync<WorkerLostException>(() => victim).Soon()).SignalName.ShouldBe("SIGKILL");
        (await Task.WhenAll(waiting).Soon()).ShouldBe(Enumerable.Range(0, 100));
        await Patience.UntilAsync(() => IsFull(pool));
    }

    [Fact]
    public async Task A_thread_left_behind_that_ends_the_process_is_not_blamed_on_the_next_job()
    {
        var pool = await StartAsync(1);
        var pid = await pool.RunAsync(Work.DieLater, Death.Throw, PathOf("die"));
        _ = Open("die");
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(2);
    }

    [Fact]
    public async Task A_timer_left_behind_that_throws_is_not_blamed_on_the_next_job()
    {
        var pool = await StartAsync(1);
        var pid = await pool.RunAsync(Work.LeaveTimerThatThrows, PathOf("die"));
        await ShouldWorkAsync(pool);
        _ = Open("die");
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_worker_started_goes_with_it()
    {
        var pool = await StartAsync(1);
        var started = new Started();
        var job = pool.RunAsync(Work.LeaveGrandchildAndHold, started.Options);
        var grandchild = await started.Pid;
        ProcessTable.IsAlive(grandchild).ShouldBeTrue();

        ProcessTable.Kill(pool.Snapshot().Workers[0].Pid);

        await Should.ThrowAsync<WorkerLostException>(() => job).Soon();
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(grandchild), TimeSpan.FromSeconds(2));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_worker_that_no_longer_answers_is_found_dead_within_the_time_promised()
    {
        var pool = await StartAsync(1);
        var started = new Started();
        var job = pool.RunAsync(Work.Spin, started.Options);
        ProcessTable.Stop(await started.Pid);
        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<WorkerLostException>(() => job).Soon();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15)); // 10 s are promised; the machine may be slow.
        error.Message.ShouldContain("no sign of life");
        error.Reason.ShouldBe(WorkerLostReason.Frozen);
        await ShouldWorkAsync(pool);
    }
}
