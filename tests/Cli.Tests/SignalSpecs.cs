using System.Text.Json;

namespace Troupe.Cli.Tests;

public sealed class SignalSpecs
{
    [Fact]
    public async Task Ctrl_C_lets_items_under_way_finish_and_writes_them()
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("out");
        using var tool = Tool.Start(["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Work", "-o", output, "-w", "2"]);
        for (var number = 0; number < 100; number++)
            await tool.Input.WriteLineAsync($"{number}");
        await tool.Input.FlushAsync();
        await Wait.UntilAsync(() => File.Exists(output) && new FileInfo(output).Length > 0);
        tool.Interrupt();
        var run = await tool.EndAsync();
        run.ExitCode.ShouldBe(130);
        var indexes = File.ReadLines(output).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32()).ToArray();
        indexes.ShouldNotBeEmpty();
        indexes.ShouldBe(Enumerable.Range(0, indexes.Length));
        run.Error.ShouldContain($"{indexes.Length} done");
    }

    [Fact]
    public async Task SIGTERM_to_the_tool_and_all_of_its_workers_lets_items_under_way_finish()
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("out");
        using var tool = Tool.Start(["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Slow", "-o", output, "-w", "2", "--chunk", "1"]);
        for (var number = 0; number < 50; number++)
            await tool.Input.WriteLineAsync($"{number}");
        await tool.Input.FlushAsync();
        await Wait.UntilAsync(() => File.Exists(output) && new FileInfo(output).Length > 0);
        tool.TerminateAll();
        var run = await tool.EndAsync();
        run.ExitCode.ShouldBe(143);
        run.Error.ShouldNotContain("WorkerLostException");
        File.ReadLines(output).ShouldAllBe(line => line.Contains("\"result\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_Ctrl_C_kills()
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("out");
        using var tool = Tool.Start(["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Hang", "-o", output, "-w", "2", "--unordered"]);
        await tool.Input.WriteAsync("0\n1\n");
        await tool.Input.FlushAsync();
        await Wait.UntilAsync(() => File.Exists(output) && new FileInfo(output).Length > 0);
        var workers = tool.WorkerPids();
        tool.Interrupt();
        tool.Interrupt();
        // Two signals of a kind that come at once are one; a third settles it.
        await Task.WhenAny(tool.ErrorText, Task.Delay(TimeSpan.FromSeconds(1)));
        if (!tool.ErrorText.IsCompleted)
            tool.Interrupt();
        var run = await tool.EndAsync();
        run.ExitCode.ShouldBe(130);
        workers.ShouldNotBeEmpty();
        await Wait.UntilAsync(() => !workers.Any(pid => Directory.Exists($"/proc/{pid}")));
    }

    [Theory]
    [InlineData(1, 129)]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task Each_stop_signal_lets_items_under_way_finish(int signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("out");
        using var tool = Tool.Start(["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Work", "-o", output, "-w", "2"]);
        await tool.Input.WriteAsync("1\n2\n");
        await tool.Input.FlushAsync();
        await Wait.UntilAsync(() => File.Exists(output) && new FileInfo(output).Length > 0);
        tool.Signal(signal);
        var run = await tool.EndAsync();
        run.ExitCode.ShouldBe(exitCode);
        run.Error.ShouldContain("Stopping");
        File.ReadLines(output).Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_second_signal_ends_a_run_whose_reader_is_asleep()
    {
        using var folder = new TemporaryFolder();
        // A pipe that is full already takes nothing.
        var run = await Tool.ScriptAsync(folder, """
            mkfifo q; exec 5<>q; head -c 65536 /dev/zero >&5; echo 1 >in
            dotnet "$tool" map "$own" Troupe.Cli.Tests.Functions.Print -i in >q 2>err & pid=$!
            until grep -qs 'printed 1' err; do sleep 0.05; done; kill -TERM $pid
            until grep -qs Stopping err; do sleep 0.05; done; kill -TERM $pid
            wait $pid; code=$?; cat err >&2; exit $code
            """);
        run.ExitCode.ShouldBe(143, run.Error);
        run.Error.ShouldContain("killed");
    }

    // Process 1 is ended by no signal that it leaves to the system: that of a container, with no init beside it.
    [FactAsFirstProcess]
    public async Task A_third_signal_ends_the_first_process_of_a_container_on_the_spot()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, """
            printf '0\n1\n' >in
            function=Troupe.Cli.Tests.Functions.Hang
            unshare --pid --fork --mount-proc dotnet "$tool" map "$own" $function -i in -o out -w 2 --unordered 2>err & outer=$!
            until [ -s out ]; do sleep 0.05; done
            pid=$(cat /proc/$outer/task/$outer/children)
            kill -TERM $pid; sleep 0.003; kill -TERM $pid; sleep 0.003; kill -TERM $pid
            wait $outer; code=$?; cat err >&2; exit $code
            """);
        run.ExitCode.ShouldBe(143, run.Error);
        run.Error.ShouldNotContain("killed");
    }
}
