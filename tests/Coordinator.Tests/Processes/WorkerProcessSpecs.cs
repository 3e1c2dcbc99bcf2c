using System.Globalization;
using Troupe.Platform.Systems;
using Troupe.Processes;

namespace Troupe.Tests.Processes;

public sealed class WorkerProcessSpecs : Shell
{
    [Fact]
    public async Task An_exit_code_is_told_as_it_is()
    {
        var exit = await Run("exit 3");
        exit.ExitCode.ShouldBe(3);
        exit.Signal.ShouldBeNull();
        exit.ToString().ShouldBe("exited with code 3");
    }

    [Theory]
    [InlineData("KILL", 9, "was killed by signal 9 (SIGKILL)")]
    [InlineData("TERM", 15, "was killed by signal 15 (SIGTERM)")]
    [InlineData("SEGV", 11, "was killed by signal 11 (SIGSEGV)")]
    [InlineData(
        "ABRT",
        6,
        "aborted (SIGABRT, exit code 134): stack overflow, FailFast, an unhandled exception on a thread of its own, or native abort")]
    public async Task A_signal_is_told_by_number_and_name(string name, int number, string text)
    {
        var exit = await Run($"ulimit -c 0; kill -{name} $$");
        exit.Signal.ShouldBe(number);
        exit.SignalName.ShouldBe("SIG" + name);
        exit.ToString().ShouldBe(text);
    }

    [Fact]
    public async Task Killing_the_group_takes_a_grandchild_with_it()
    {
        var (worker, grandchild) = await StartWithGrandchild("wait");
        worker.Kill();
        (await worker.Exited.WaitAsync(Patience)).Signal.ShouldBe(9);
        await Until(() => !IsAlive(grandchild), "the grandchild to die");
    }

    [Fact]
    public async Task Killing_after_the_leader_died_takes_what_it_left_behind()
    {
        var (worker, grandchild) = await StartWithGrandchild("exit 0");
        (await worker.Exited.WaitAsync(Patience)).ExitCode.ShouldBe(0);
        IsAlive(grandchild).ShouldBeTrue();
        worker.Kill();
        await Until(() => !IsAlive(grandchild), "the grandchild to die");
        worker.Kill();
    }

    [Fact]
    public async Task A_child_without_a_group_of_its_own_is_killed_alone()
    {
        // It is in this process' group, so a kill of its group would end the test run.
        var worker = await Start(Script("exec sleep 1000"));
        worker.Kill();
        worker.Kill();
        (await worker.Exited.WaitAsync(Patience)).Signal.ShouldBe(9);
        worker.Kill();
    }

    [Fact]
    public async Task A_pid_that_was_given_to_another_process_is_never_killed()
    {
        var worker = await Start(GroupScript("exec sleep 1000"));
        await Until(() => ProcFile.ReadStat(worker.Pid)?.Group == worker.Pid, "the child to have its group");
        using var group = new UnixProcessGroup(HostSystem.Current, worker.Pid, worker.StartTimeTicks - 1);
        group.Kill();
        await using var pause = await Start(Script("exit 0"));
        await pause.Exited.WaitAsync(Patience);
        IsAlive(worker.Pid).ShouldBeTrue();
    }

    [Fact]
    public async Task The_start_record_arrives_and_closing_the_lifeline_is_seen()
    {
        var lines = new Lines();
        var worker = await Start(Script("read -r record; echo \"got $record\"; read -r more; echo \"end $?\"; exit 7") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = lines.Add,
        });
        worker.Instruct("secret\n"u8);
        (await lines.NextAsync()).ShouldBe("got secret");
        worker.Exited.IsCompleted.ShouldBeFalse();
        worker.CloseLifeline();
        (await lines.NextAsync()).ShouldBe("end 1");
        (await worker.Exited.WaitAsync(Patience)).ExitCode.ShouldBe(7);
        worker.CloseLifeline();
    }

    [Fact]
    public async Task A_child_that_never_reads_holds_up_nobody_and_one_that_is_gone_does_no_harm()
    {
        var record = new byte[WorkerProcess.MaxStartRecordBytes];
        var deaf = await Start(Script("exec sleep 1000"));
        deaf.Instruct(record);
        var gone = await Start(Script("exit 0"));
        (await gone.Exited.WaitAsync(Patience)).ExitCode.ShouldBe(0);
        gone.Instruct(record);
        deaf.Exited.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_start_record_that_no_pipe_takes_at_once_is_refused()
    {
        var worker = await Start(Script("exec sleep 1000"));
        Should.Throw<ArgumentException>(() => worker.Instruct(new byte[WorkerProcess.MaxStartRecordBytes + 1])).Message
            .ShouldContain("4097");
    }

    [Fact]
    public async Task Disposal_kills_what_still_runs()
    {
        var (worker, grandchild) = await StartWithGrandchild("wait");
        await worker.DisposeAsync().AsTask().WaitAsync(Patience);
        worker.Exited.IsCompleted.ShouldBeTrue();
        await Until(() => !IsAlive(grandchild), "the grandchild to die");
        await worker.DisposeAsync();
        worker.Kill();
    }

    [Fact]
    public async Task The_last_words_on_standard_error_are_kept_whatever_the_mode()
    {
        var worker = await Start(Script(
            "i=0; while [ $i -lt 2000 ]; do echo \"line $i\" >&2; i=$((i+1)); done; printf 'bye\\033[31m\\n' >&2; exit 1"));
        await worker.Drained.WaitAsync(Patience);
        worker.StderrTail.ShouldEndWith("line 1999\nbye\\x1b[31m\n");
        worker.StderrTail.Length.ShouldBeInRange(4000, 4100);
    }

    [Fact]
    public async Task Memory_can_be_read_while_it_runs_and_not_after()
    {
        var worker = await Start(Script("exec sleep 1000"));
        await Until(() => worker.ReadMemory() is { ResidentBytes: > 0 }, "the child to have memory");
        var own = ProcessMemory.Read(Environment.ProcessId)!.Value;
        own.ResidentBytes.ShouldBeGreaterThan(own.PrivateBytes);
        own.PrivateBytes.ShouldBeGreaterThan(1024 * 1024);
        own.PeakBytes.ShouldBeGreaterThanOrEqualTo(own.ResidentBytes);
        worker.Kill();
        await worker.Exited.WaitAsync(Patience);
        worker.ReadMemory().ShouldBeNull();
    }

    [Fact]
    public void Every_ending_signal_has_a_name() =>
        new[] { 1, 2, 3, 4, 6, 8, 9, 11, 13, 14, 15 }.ShouldAllBe(signal => new ProcessExit(128 + signal).Signal == signal);

    /// <summary>The shell starts a sleeper in its own group, tells its pid, and goes on with the script.</summary>
    private async Task<(WorkerProcess Worker, int Grandchild)> StartWithGrandchild(string script)
    {
        var lines = new Lines();
        var worker = await Start(GroupScript($"sleep 1000 & echo $!; {script}") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = lines.Add,
        });
        var grandchild = int.Parse(await lines.NextAsync(), CultureInfo.InvariantCulture);
        MustEnd(grandchild);
        return (worker, grandchild);
    }
}
