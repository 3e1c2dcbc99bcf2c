using System.Text.Json;

namespace Troupe.Cli.Tests;

public sealed class ResumeSpecs
{
    private const int Items = 1200;

    [Theory]
    [InlineData]
    [InlineData("--unordered")]
    public async Task A_run_that_was_killed_goes_on_without_a_gap_or_a_repeat(params string[] order)
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in", Enumerable.Range(0, Items).Select(number => $"{number}"));
        var output = folder.File("out");
        string[] arguments = ["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Work", "-i", input, "-o", output, "--resume", "-w", "2", .. order];
        for (var killed = 0; killed < 2; killed++)
        {
            using var tool = Tool.Start(arguments);
            var before = Length(output);
            await Wait.UntilAsync(() => Length(output) > before + 500);
            tool.Kill();
            await tool.EndAsync();
            // The kill that comes in the middle of a write.
            await File.AppendAllTextAsync(output, "{\"index\":7,\"res");
        }

        File.ReadLines(output).Count().ShouldBeLessThan(Items);
        var run = await Tool.RunAsync(null, arguments);
        run.ExitCode.ShouldBe(0, run.Error);
        Indexes(output).Order().ShouldBe(Enumerable.Range(0, Items));
        File.ReadLines(output).ShouldAllBe(line => IsRight(line));
    }

    [Fact]
    public async Task Failed_items_count_as_done_unless_they_are_to_be_retried()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in", ["1", "-2", "3"]);
        var output = folder.File("out");
        (await Tool.MapAsync(null, "Twice", "-i", input, "-o", output, "-k")).ExitCode.ShouldBe(1);
        folder.Write("in", ["1", "2", "3", "4"]);
        (await Tool.MapAsync(null, "Twice", "-i", input, "-o", output, "--resume")).ExitCode.ShouldBe(0);
        Indexes(output).ShouldBe([0, 1, 2, 3]);
        File.ReadAllLines(output)[1].ShouldContain("error");
        (await Tool.MapAsync(null, "Twice", "-i", input, "-o", output, "--resume", "--retry-failed")).ExitCode.ShouldBe(0);
        File.ReadAllLines(output).ShouldBe(
            ["""{"index":0,"result":2}""", """{"index":2,"result":6}""", """{"index":3,"result":8}""", """{"index":1,"result":4}"""]);
    }

    [Fact]
    public async Task A_file_of_something_else_is_not_touched()
    {
        using var folder = new TemporaryFolder();
        var output = folder.Write("out", ["dear diary"]);
        var run = await Tool.MapAsync("1\n", "Twice", "-o", output, "--resume");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Line 1");
        (await File.ReadAllTextAsync(output)).ShouldBe("dear diary\n");
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static IEnumerable<int> Indexes(string path) =>
        File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32());

    private static bool IsRight(string line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        return root.GetProperty("index").GetInt32() == root.GetProperty("result").GetInt32();
    }
}
