using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.State;
using Troupe.Sessions;
using Troupe.Tests.Clocks;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Faults;

/// <summary>Faults that the system's control groups make: workers that are frozen, and a bound on processes.</summary>
public sealed class ControlGroupSpecs : CrashSpecs
{
    // 10 s until it is found dead, 2 s in which a kill must have worked, and some time for a machine with other things to do.
    private static readonly TimeSpan s_found = TimeSpan.FromSeconds(20);

    private const int MostProcesses = 64;

    // F3, by a freezer that lets a kill through.
    [FactWithControlGroup(ControlGroupKind.Freeze)]
    [Trait("Category", "Long")]
    public async Task A_frozen_worker_is_found_dead_and_replaced()
    {
        using var group = ControlGroup.TryMake(ControlGroupKind.Freeze)!;
        var pool = await StartFullAsync(2);
        var (job, pid) = await RunFrozenAsync(pool, group, "cgroup.freeze", "1");

        var error = await Should.ThrowAsync<WorkerLostException>(job.WaitAsync(s_found));
        (error.Pid, error.SignalName).ShouldBe((pid, "SIGKILL"));
        error.Message.ShouldContain("no sign of life");
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid) && IsFull(pool));
    }

    // F3, by one that does not: the worker cannot be ended, and nobody waits for it.
    [FactWithControlGroup(ControlGroupKind.OldFreezer)]
    [Trait("Category", "Long")]
    public async Task A_worker_that_not_even_a_kill_ends_is_given_up_and_replaced()
    {
        using var group = ControlGroup.TryMake(ControlGroupKind.OldFreezer)!;
        var pool = await StartFullAsync(2);
        var (job, pid) = await RunFrozenAsync(pool, group, "freezer.state", "FROZEN");
        try
        {
            var error = await Should.ThrowAsync<WorkerLostException>(job.WaitAsync(s_found));
            (error.Pid, error.ExitCode, error.SignalName).ShouldBe((pid, null, null));
            error.Message.ShouldContain("could not be ended");
            await Patience.UntilAsync(() => IsFull(pool));
            ProcessTable.IsAlive(pid).ShouldBeTrue();
            await ShouldWorkAsync(pool);
        }
        finally
        {
            group.Write("freezer.state", "THAWED");
        }
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
        await Patience.UntilAsync(() => ProcessTable.ZombiesOf(Environment.ProcessId) == 0);
    }

    [FactWithControlGroup(ControlGroupKind.OldFreezer)]
    public async Task A_worker_that_not_even_a_kill_ends_does_not_hold_the_end_of_its_pool()
    {
        using var group = ControlGroup.TryMake(ControlGroupKind.OldFreezer)!;
        var drain = TimeSpan.FromMilliseconds(100);
        var pool = await StartFullAsync(1, options => options.DrainTimeout = drain);
        var (job, pid) = await RunFrozenAsync(pool, group, "freezer.state", "FROZEN");
        try
        {
            var clock = Stopwatch.StartNew();
            await pool.DisposeAsync().AsTask().Soon();
            clock.Elapsed.ShouldBeLessThan(drain + TimeSpan.FromSeconds(5));
            await job.EndAsync();
            job.IsCanceled.ShouldBeTrue();
        }
        finally
        {
            group.Write("freezer.state", "THAWED");
        }
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
    }

    // The clock is moved by hand, and only while the process is frozen: it is found too large then.
    [FactWithControlGroup(ControlGroupKind.OldFreezer)]
    public async Task A_hosted_object_that_takes_too_much_memory_and_whose_process_not_even_a_kill_ends_has_no_exit_code()
    {
        using var group = ControlGroup.TryMake(ControlGroupKind.OldFreezer)!;
        var clock = new ManualTimeProvider();
        var pool = await StartAsync(1, options => options.TimeProvider = clock);
        await using var book = await pool.HostAsync(() => new Logbook(0, null), new HostedOptions { HardMemoryLimit = 300 << 20 }).Soon();
        var pid = book.Pid;
        group.Add(pid);
        var call = book.RunAsync(x => x.Hold(400));
        try
        {
            await Patience.UntilAsync(() =>
            {
                group.Write("freezer.state", "FROZEN");
                clock.Advance(SessionHealth.Period);
                if (ProcessTable.IsKilledInVain(pid))
                    return true;
                group.Write("freezer.state", "THAWED");
                return false;
            });
            clock.Advance(WorkerLife.KillTime);
            var error = await Should.ThrowAsync<MemoryLimitExceededException>(call.Soon());
            (error.Pid, error.ExitCode, error.SignalName).ShouldBe((pid, null, null));
            error.Message.ShouldContain("could not be ended");
        }
        finally
        {
            group.Write("freezer.state", "THAWED");
        }
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
    }

    // F16: what doubles without end, where the system bounds it. All of it is in the worker's process group.
    [FactWithControlGroup(ControlGroupKind.Processes)]
    public async Task A_fork_bomb_that_fills_its_control_group_ends_with_its_worker()
    {
        using var group = ControlGroup.TryMake(ControlGroupKind.Processes)!;
        group.Write("pids.max", $"{MostProcesses}");
        var pool = await StartFullAsync(2);
        var innocent = new Started();
        var neighbour = pool.RunAsync(Work.HoldUntil, PathOf("go"), innocent.Options);
        var spared = await innocent.Pid;
        var victim = pool.Snapshot().Workers.Single(worker => worker.Pid != spared).Pid;
        group.Add(victim);

        var bomb = pool.Submit(Exhaustion.ForkBomb);
        await Patience.UntilAsync(() => !group.Read("pids.events").StartsWith("max 0", StringComparison.Ordinal));
        group.Processes.Count.ShouldBeGreaterThan(10);
        bomb.Cancel();

        await bomb.Task.EndAsync();
        bomb.Task.IsCanceled.ShouldBeTrue();
        await Patience.UntilAsync(() => group.Processes.Count == 0, TimeSpan.FromSeconds(5));
        await Patience.UntilAsync(() => IsFull(pool));
        await ShouldWorkAsync(pool);
        _ = Open("go");
        (await neighbour.Soon()).ShouldBe(spared);
    }

    /// <summary>A job that does not end, on a worker that stands still from now on.</summary>
    private static async Task<(Task<int> Job, int Pid)> RunFrozenAsync(ProcessPool pool, ControlGroup group, string file, string frozen)
    {
        var started = new Started();
        var job = pool.RunAsync(Work.Spin, started.Options);
        var pid = await started.Pid;
        group.Add(pid);
        group.Write(file, frozen);
        return (job, pid);
    }
}
