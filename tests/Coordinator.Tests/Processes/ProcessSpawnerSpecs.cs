using System.Diagnostics;
using Troupe.Processes;

namespace Troupe.Tests.Processes;

public sealed class ProcessSpawnerSpecs : Shell
{
    [Fact]
    public async Task Children_live_on_when_the_thread_that_asked_for_them_ends()
    {
        Task<WorkerProcess>? start = null;
        var thread = new Thread(() => start = Start(DieWithParentThread()));
        thread.Start();
        thread.Join();
        var worker = await start!.WaitAsync(Patience);

        // Many later starts give the death signal, were it sent, the time to arrive.
        for (var i = 0; i < 20; i++)
            (await Run("exit 0")).ExitCode.ShouldBe(0);

        worker.Exited.IsCompleted.ShouldBeFalse();
        IsAlive(worker.Pid).ShouldBeTrue();
    }

    [Fact]
    public async Task The_kernel_takes_the_starting_thread_for_the_parent()
    {
        // Why there is a spawner at all: the same child, started from a thread that ends, does not live on.
        using var child = new Process
        {
            StartInfo = new ProcessStartInfo(DieWithParentThread().FileName, DieWithParentThread().Arguments),
        };
        var started = new Thread(() =>
        {
            child.Start().ShouldBeTrue();
            SpinWait.SpinUntil(() => CommandOf(child.Id).StartsWith("sleep", StringComparison.Ordinal), Patience)
                .ShouldBeTrue();
        });
        started.Start();
        started.Join();
        await child.WaitForExitAsync().WaitAsync(Patience);
        child.ExitCode.ShouldBe(128 + 9);

        static string CommandOf(int pid) => File.ReadAllText($"/proc/{pid}/comm");
    }

    [Fact]
    public async Task A_missing_file_faults_only_its_own_start()
    {
        var missing = ProcessSpawner.StartAsync(Script("") with { FileName = "/no/such/program" });
        var present = Start(Script("exit 0"));
        var error = await Should.ThrowAsync<ProcessStartException>(missing.WaitAsync(Patience));
        error.Message.ShouldBe(
            "Cannot start the worker process '/no/such/program': the file does not exist. Check the path, or install it.");
        error.MayPass.ShouldBeFalse();
        (await (await present).Exited.WaitAsync(Patience)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_named()
    {
        var error = await Should.ThrowAsync<ProcessStartException>(
            ProcessSpawner.StartAsync(Script("") with { FileName = "/etc/passwd" }).WaitAsync(Patience));
        error.Message.ShouldContain("'/etc/passwd': permission is denied");
    }

    [Theory]
    [InlineData(24, "too many files are open", true)]
    [InlineData(11, "no more processes", true)]
    [InlineData(12, "not enough memory", true)]
    [InlineData(2, "does not exist", false)]
    public void A_refusal_of_the_system_is_put_into_words(int code, string words, bool mayPass)
    {
        var error = ProcessStartException.From(Script(""), new System.ComponentModel.Win32Exception(code));
        error.Message.ShouldContain(words);
        error.MayPass.ShouldBe(mayPass);
    }

    [Fact]
    public async Task Bad_input_is_refused_at_the_call()
    {
        var nowhere = Script("") with { WorkingDirectory = "/no/such/folder" };
        (await Should.ThrowAsync<ArgumentException>(() => ProcessSpawner.StartAsync(nowhere)))
            .Message.ShouldContain("/no/such/folder");
        _ = await Should.ThrowAsync<ArgumentException>(
            () => ProcessSpawner.StartAsync(Script("") with { OutputMode = OutputMode.Forward }));
        _ = await Should.ThrowAsync<ArgumentException>(() => ProcessSpawner.StartAsync(Script("a\0b")));
        var badName = Script("") with { Environment = new Dictionary<string, string?> { ["A=B"] = "" } };
        (await Should.ThrowAsync<ArgumentException>(() => ProcessSpawner.StartAsync(badName))).Message.ShouldContain("'A=B'");
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nothing_behind()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        _ = await Should.ThrowAsync<OperationCanceledException>(
            () => ProcessSpawner.StartAsync(Script("exec sleep 1000"), cancellation.Token));
    }

    [Fact]
    public async Task The_environment_is_cleaned_and_the_callers_changes_come_last()
    {
        var lines = new Lines();
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", "");
        var worker = await Start(Script(
            "echo \"$DOTNET_gcServer $DOTNET_EnableDiagnostics ${DOTNET_STARTUP_HOOKS-none} $OWN ${HOME-none}\"") with
        {
            OutputMode = OutputMode.Forward,
            OutputSink = lines.Add,
            Environment = new Dictionary<string, string?> { ["OWN"] = "mine", ["HOME"] = null },
        });
        (await lines.NextAsync()).ShouldBe("0 0 none mine none");
        await worker.Exited.WaitAsync(Patience);
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
    }

    /// <summary>A child that asks the kernel to be killed when the thread that started it ends.</summary>
    private static WorkerStartInfo DieWithParentThread() => new()
    {
        FileName = "setpriv",
        Arguments = ["--pdeathsig", "KILL", "sleep", "1000"],
        OutputMode = OutputMode.Drop,
    };
}
