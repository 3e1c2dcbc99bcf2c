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
}
