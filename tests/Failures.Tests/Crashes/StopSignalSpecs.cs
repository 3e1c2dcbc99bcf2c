using System.Diagnostics;
using System.Runtime.InteropServices;
using Troupe.EndToEnd.Tests.Crashes;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>SIGTERM, SIGINT and SIGHUP go to all processes of a program at once: workers leave them to their parent.</summary>
public sealed class StopSignalSpecs : CrashSpecs
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_to_all_processes_of_a_program_that_drains_loses_nothing_that_it_has_accepted(string signal)
    {
        using var parent = ParentProgram.Start("drain", Folder, MarkVariable, MarkValue);
        _ = await parent.ReadAsync("ready");
        var all = ProcessTable.WithEnvironment(Mark);
        all.Count.ShouldBe(3);
        Signals.Send(signal, [.. all]);
        _ = await parent.ReadAsync("stopping");
        await LookForDeathsAsync(all);
        await File.WriteAllTextAsync(PathOf("open"), "");
        (await parent.ReadLineAsync()).ShouldBe("finished 4");
        (await parent.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_that_was_sent_signals_goes_on_and_ends_with_its_parent()
    {
        using var parent = ParentProgram.Start("drain", Folder, MarkVariable, MarkValue);
        _ = await parent.ReadAsync("ready");
        int[] workers = [.. ProcessTable.WithEnvironment(Mark).Where(pid => pid != parent.Pid)];
        foreach (var signal in new[] { "TERM", "HUP", "INT", "TERM" })
            Signals.Send(signal, workers);
        parent.Kill();
        await Patience.UntilAsync(() => ProcessTable.WithEnvironment(Mark).Count == 0);
    }

    [Fact]
    public async Task A_handler_of_the_job_s_own_is_told_of_a_signal()
    {
        var pool = await StartFullAsync(1);
        var ready = PathOf("ready");
        var told = pool.RunAsync(WaitForSignal, ready);
        await Patience.UntilAsync(() => File.Exists(ready));
        Signals.Send("TERM", [pool.Snapshot().Workers[0].Pid]);
        (await told.Soon()).ShouldBe("SIGTERM");
        (await pool.RunAsync(() => 2).Soon()).ShouldBe(2);
    }

    [Fact]
    public async Task A_process_that_a_job_starts_is_ended_by_a_signal_as_usual()
    {
        var pool = await StartFullAsync(1);
        (await pool.RunAsync(TerminateOwnProcess).Soon()).ShouldBe(128 + 15);
    }

    /// <summary>A worker looks for its parent for 0.2 s before it does anything: that long, and longer, all live.</summary>
    private static async Task LookForDeathsAsync(IReadOnlyList<int> pids)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(1))
        {
            pids.Where(pid => !ProcessTable.IsAlive(pid)).ShouldBeEmpty();
            await Task.Delay(20);
        }
    }

    private static int TerminateOwnProcess()
    {
        using var process = Process.Start("sleep", "60");
        Signals.Send("TERM", [process.Id]);
        return process.WaitForExit(10_000) ? process.ExitCode : -1;
    }

    private static string WaitForSignal(string ready)
    {
        using var told = new ManualResetEventSlim();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => told.Set());
        File.WriteAllText(ready, "");
        return told.Wait(10_000) ? nameof(PosixSignal.SIGTERM) : "nothing";
    }
}
