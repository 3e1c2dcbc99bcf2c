using System.Globalization;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.ChildProcesses;

public sealed class ChildEndSpecs : ChildSpecs
{
    private static readonly ChildProcessOptions s_quiet = new() { OutputMode = OutputMode.Drop };

    [Fact]
    public async Task An_exit_code_is_told_as_it_is()
    {
        await using var child = ChildProcess.Start(ChildJobs.Exit, 3, s_quiet);
        var lost = await Should.ThrowAsync<WorkerLostException>(child.Result.WaitAsync(Patience));
        (lost.ExitCode, lost.Pid).ShouldBe((3, child.Pid));
        lost.Message.ShouldContain($"{child.Name} (pid {child.Pid}) exited with code 3");
        await Ended(child);
        child.Exit.ShouldBe(new ChildProcessExit(3, null, "exited with code 3"));
        await using var kind = ChildProcess.Start(ChildJobs.SetExitCode, 4);
        await kind.Completion.WaitAsync(Patience);
        await Ended(kind);
        kind.ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task A_function_that_throws_ends_its_process_with_code_1_and_the_text_on_standard_error()
    {
        var log = new LogLines();
        await using var child = ChildProcess.Start(
            ChildJobs.Throw,
            "bad data",
            new ChildProcessOptions { Name = "p1", OutputMode = OutputMode.Forward, LoggerFactory = log });
        (await Should.ThrowAsync<InvalidDataException>(child.Completion.WaitAsync(Patience))).Message.ShouldBe("bad data");
        await Ended(child);
        child.ExitCode.ShouldBe(1);
        await Until(() => log.Lines.Any(line => line.Text.StartsWith("[worker p1", StringComparison.Ordinal) && line.Text.Contains(
            "Unhandled exception in p1. System.IO.InvalidDataException: bad data",
            StringComparison.Ordinal)), "its text has come");
    }

    [Fact]
    public async Task A_killed_child_names_its_signal()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.Hold, gate, s_quiet);
        await Runs(gate);
        (child.IsAlive, child.ExitCode, child.Exit).ShouldBe((true, null, null));
        child.Kill();
        await Ended(child);
        child.Exit.ShouldBe(new ChildProcessExit(137, "SIGKILL", "was killed by signal 9 (SIGKILL)"));
        (await Should.ThrowAsync<WorkerLostException>(child.Completion.WaitAsync(Patience))).SignalName.ShouldBe("SIGKILL");
        child.Kill();
        child.Terminate();
        await using var suicidal = ChildProcess.Start(ChildJobs.KillItself, s_quiet);
        await Ended(suicidal);
        suicidal.Exit!.SignalName.ShouldBe("SIGKILL");
    }

    [Fact]
    public async Task A_child_killed_at_its_start_has_ended_and_says_so()
    {
        await using var child = ChildProcess.Start(ChildJobs.Who, s_quiet);
        child.Kill();
        await Ended(child);
        child.Exit!.SignalName.ShouldBe("SIGKILL");
        await Should.ThrowAsync<WorkerLostException>(child.Result.WaitAsync(Patience));
    }

    [Fact]
    public async Task Terminate_ends_a_function_that_has_not_asked_for_its_token()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.Hold, gate, s_quiet);
        await Runs(gate);
        child.Terminate();
        await Ended(child);
        child.Exit.ShouldBe(new ChildProcessExit(143, "SIGTERM", "was killed by signal 15 (SIGTERM)"));
        (await Should.ThrowAsync<WorkerLostException>(child.Completion.WaitAsync(Patience))).SignalName.ShouldBe("SIGTERM");
    }

    [Fact]
    public async Task Terminate_ends_a_child_that_has_hardly_begun_to_start()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var child = ChildProcess.Start(ChildJobs.Hold, Gate(), s_quiet);
            child.Terminate();
            await Ended(child);
            child.Exit!.SignalName.ShouldBe("SIGTERM");
            await Should.ThrowAsync<WorkerLostException>(child.Completion.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task A_child_that_holds_too_much_memory_is_killed_for_that()
    {
        await using var child = ChildProcess.Start(ChildJobs.TakeMemory, s_quiet with { HardMemoryLimit = 200L << 20 });
        var over = await Should.ThrowAsync<MemoryLimitExceededException>(child.Completion.WaitAsync(Patience));
        over.Message.ShouldContain("more than the limit of 200 MiB");
        await Ended(child);
        child.Exit!.SignalName.ShouldBe("SIGKILL");
    }

    [Fact]
    public async Task Terminate_lets_a_function_with_a_token_tidy_up()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.TidyUpAsync, gate, s_quiet);
        await Runs(gate);
        child.Terminate();
        (await child.Result.WaitAsync(Patience)).ShouldBe("tidied up");
        await Ended(child);
        child.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_function_that_ends_by_its_token_is_cancelled_and_counts_as_terminated()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.HoldAsync, gate, s_quiet);
        await Runs(gate);
        child.Terminate();
        await Should.ThrowAsync<OperationCanceledException>(child.Completion.WaitAsync(Patience));
        await Ended(child);
        child.Exit!.SignalName.ShouldBe("SIGTERM");
    }

    [Fact]
    public async Task A_wait_with_a_time_tells_whether_the_process_has_ended()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(Jobs.Gate.Pass, gate);
        (await child.WaitForExitAsync(TimeSpan.Zero)).ShouldBeFalse();
        (await child.WaitForExitAsync(TimeSpan.FromMilliseconds(50))).ShouldBeFalse();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(child.WaitForExitAsync(TimeSpan.FromSeconds(-2)));
        await Should.ThrowAsync<OperationCanceledException>(child.WaitForExitAsync(null, new CancellationToken(canceled: true)));
        Jobs.Gate.Open(gate);
        (await child.WaitForExitAsync().WaitAsync(Patience)).ShouldBeTrue();
        (await child.WaitForExitAsync(TimeSpan.Zero)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_process_lives_until_the_foreground_threads_of_its_function_have_ended()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.LeaveThread, gate, false);
        (await child.Result.WaitAsync(Patience)).ShouldBe(child.Pid);
        (await child.WaitForExitAsync(TimeSpan.FromMilliseconds(300))).ShouldBeFalse();
        Jobs.Gate.Open(gate);
        await Ended(child);
        File.Exists(gate + ".thread").ShouldBeTrue();
        child.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Background_threads_do_not_keep_the_process()
    {
        await using var child = ChildProcess.Start(ChildJobs.LeaveThread, Gate(), true);
        await Ended(child);
        child.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_thread_that_throws_after_the_function_ended_is_told_by_the_exit_and_leaves_the_result()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.LeaveThreadThatThrows, gate, s_quiet);
        await child.Completion.WaitAsync(Patience);
        Jobs.Gate.Open(gate);
        await Ended(child);
        child.Exit!.SignalName.ShouldBe("SIGABRT");
    }

    [Fact]
    public async Task All_that_a_child_prints_is_passed_on()
    {
        var log = new LogLines();
        await using var child = ChildProcess.Start(
            ChildJobs.Print,
            "line",
            500,
            new ChildProcessOptions { OutputMode = OutputMode.Forward, LoggerFactory = log });
        await Ended(child);
        await Until(() => log.Lines.Count(line => line.Text.Contains("line ", StringComparison.Ordinal)) == 500, "all lines have come");
    }

    [Fact]
    public async Task Two_endless_printers_side_by_side_are_ended_together()
    {
        await using var tick = ChildProcess.Start(ChildJobs.PrintWithoutEnd, "tick", s_quiet);
        await using var tock = ChildProcess.Start(ChildJobs.PrintWithoutEnd, "tock", s_quiet);
        (await tick.WaitForExitAsync(TimeSpan.FromMilliseconds(300))).ShouldBeFalse();
        tick.Terminate();
        tock.Kill();
        await Ended(tick);
        await Ended(tock);
        (tick.Exit!.SignalName, tock.Exit!.SignalName).ShouldBe(("SIGTERM", "SIGKILL"));
    }

    [Fact]
    public async Task Disposing_waits_for_the_function_and_kills_it_when_it_takes_too_long()
    {
        var gate = Gate();
        var patient = ChildProcess.Start(Jobs.Gate.Pass, gate);
        var disposal = patient.DisposeAsync();
        disposal.IsCompleted.ShouldBeFalse();
        Jobs.Gate.Open(gate);
        await disposal.AsTask().WaitAsync(Patience);
        patient.ExitCode.ShouldBe(0);

        var held = Gate("held");
        var endless = ChildProcess.Start(ChildJobs.Hold, held, s_quiet with { DrainTimeout = TimeSpan.FromMilliseconds(100) });
        await Runs(held);
        await Task.WhenAll(endless.DisposeAsync().AsTask(), endless.DisposeAsync().AsTask()).WaitAsync(Patience);
        endless.Exit!.SignalName.ShouldBe("SIGKILL");
        (await Should.ThrowAsync<WorkerLostException>(endless.Completion)).Message.ShouldContain("DisposeAsync");
    }

    [Fact]
    public async Task A_child_that_was_disposed_of_can_still_be_asked_how_it_ended()
    {
        var child = ChildProcess.Start(ChildJobs.Who);
        await child.DisposeAsync();
        await child.DisposeAsync();
        (await child.WaitForExitAsync(TimeSpan.Zero)).ShouldBeTrue();
        (await child.WaitForExitAsync()).ShouldBeTrue();
        (child.IsAlive, child.ExitCode).ShouldBe((false, 0));
        (await child.Result).Pid.ShouldBe(child.Pid);
        child.Kill();
        child.Terminate();
    }

    [Fact]
    public async Task A_killed_child_takes_its_own_children_with_it()
    {
        var gate = Gate();
        await using var child = ChildProcess.Start(ChildJobs.HoldWithChild, gate, s_quiet);
        await Runs(gate + ".inner");
        await Until(() => File.ReadAllText(gate + ".pid").Length > 0, "the grandchild's id is told");
        var inner = int.Parse(await File.ReadAllTextAsync(gate + ".pid"), CultureInfo.InvariantCulture);
        ProcessTable.IsAlive(inner).ShouldBeTrue();
        child.Kill();
        await Ended(child);
        await Until(() => !ProcessTable.IsAlive(inner), "the grandchild is gone");
    }

    [Fact]
    public async Task After_many_children_no_handle_thread_or_zombie_is_left()
    {
        await Round();
        var (files, threads) = Held();
        for (var round = 0; round < 5; round++)
            await Round();
        await Until(() => Held().Files <= files + 5 && Held().Threads <= threads + 8, $"{files} files and {threads} threads as before");
        ProcessTable.ZombiesOf(Environment.ProcessId).ShouldBe(0);

        static async Task Round()
        {
            var children = Enumerable.Range(0, 4).Select(_ => ChildProcess.Start(ChildJobs.Who)).ToList();
            foreach (var child in children)
                await child.DisposeAsync();
        }

        static (int Files, int Threads) Held() =>
            (Directory.GetFiles("/proc/self/fd").Length, Directory.GetDirectories("/proc/self/task").Length);
    }
}
