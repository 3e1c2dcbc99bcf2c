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
        string[] arguments = ["map", Tool
            .OwnFunctions, "Troupe.Cli.Tests.Functions.Work", "-i", input, "-o", output, "--resume", "-w", "2", .. order];
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
        foreach (var name in new[] { "a", "c", "d" })
            folder.Write(name, []);
        var input = folder.Write("in", new[] { "a", "b", "c" }.Select(folder.File));
        var output = folder.File("out");
        (await Tool.MapAsync(null, "NameOf", "-i", input, "-o", output, "-k")).ExitCode.ShouldBe(1);
        folder.Write("b", []);
        folder.Write("in", new[] { "a", "b", "c", "d" }.Select(folder.File));
        (await Tool.MapAsync(null, "NameOf", "-i", input, "-o", output, "--resume")).ExitCode.ShouldBe(0);
        Indexes(output).ShouldBe([0, 1, 2, 3]);
        File.ReadAllLines(output)[1].ShouldContain("error");
        var link = folder.File("link");
        await Tool.ScriptAsync(folder, "chmod 600 out; ln -s out link");
        (await Tool.MapAsync(null, "NameOf", "-i", input, "-o", link, "--resume", "--retry-failed")).ExitCode.ShouldBe(0);
        new ToolRun(0, await File.ReadAllTextAsync(output), "").Results.ShouldBe(
            ["""{"index":0,"result":"a"}""", """{"index":2,"result":"c"}""", """{"index":3,"result":"d"}""",
                """{"index":1,"result":"b"}"""]);
        (await Tool.ScriptAsync(folder, "stat -c %a out; readlink link")).Output.ShouldBe("600\nout\n");
    }

    [Theory]
    [InlineData("a b c d e f", "f e d c b a", "")]
    [InlineData("a b c d e f", "NEW a b c d e f", "")]
    [InlineData("a b c d e f", "a b c NEW d e f g", "")]
    [InlineData("a b c d e f", "c d e f g", "2 results of items that are not in it")]
    [InlineData("a a b a b c", "c b a a b a a b", "")]
    [InlineData("a a a", "a b a", "1 results of items that are not in it")]
    public async Task A_changed_input_is_resumed_by_what_its_items_are(string before, string after, string told)
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in", before.Split(' '));
        var output = folder.File("out");
        (await Tool.MapAsync(null, "Echo", "-i", input, "-o", output)).ExitCode.ShouldBe(0);
        folder.Write("in", after.Split(' '));
        var run = await Tool.MapAsync(null, "Echo", "-i", input, "-o", output, "--resume");
        run.ExitCode.ShouldBe(0, run.Error);
        // Each item of the new input, and what the old one had besides, as often as in the one that has more of them.
        var all = before.Split(' ').Concat(after.Split(' ')).Distinct()
            .SelectMany(item => Enumerable.Repeat(
                item,
                Math.Max(before.Split(' ').Count(other => other == item), after.Split(' ').Count(other => other == item))));
        File.ReadLines(output).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("result").GetString()).Order()
            .ShouldBe(all.Order());
        run.Error.ShouldContain("The input has changed");
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task An_unchanged_input_is_not_called_changed()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("in", "a a b a c c".Split(' '));
        var output = folder.File("out");
        (await Tool.MapAsync(null, "Echo", "-i", input, "-o", output)).ExitCode.ShouldBe(0);
        // As an unordered run may leave it that was killed.
        var lines = File.ReadAllLines(output);
        File.WriteAllLines(output, [lines[3], lines[0], lines[5]]);
        var run = await Tool.MapAsync(null, "Echo", "-i", input, "-o", output, "--resume");
        run.ExitCode.ShouldBe(0, run.Error);
        File.ReadLines(output).Order().ShouldBe(lines.Order());
        run.Error.ShouldNotContain("changed");
    }

    [Fact]
    public async Task Each_line_tells_which_item_it_is_of()
    {
        var run = await Tool.MapAsync("[1, 2]\n[3]\n", "Sum", "--with-items");
        run.ExitCode.ShouldBe(0, run.Error);
        // printf '[1, 2]' | sha256sum
        run.Lines.ShouldBe(
            ["""{"index":0,"item":[1, 2],"result":3,"sha256":"3a316d6d3226f84c1e46e444"}""",
                """{"index":1,"item":[3],"result":3,"sha256":"06d033ece6645de592db9736"}"""]);
    }

    [Fact]
    public async Task An_output_of_an_earlier_version_is_refused()
    {
        using var folder = new TemporaryFolder();
        var output = folder.Write("out", ["""{"index":0,"result":1}"""]);
        var run = await Tool.MapAsync("1\n2\n", "Twice", "-o", output, "--resume");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("sha256");
        (await File.ReadAllTextAsync(output)).ShouldBe("""{"index":0,"result":1}""" + "\n");
    }

    [Fact]
    public async Task A_second_run_into_the_same_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("out");
        using var first = Tool.Start(["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Twice", "-o", output]);
        await first.Input.WriteAsync("1\n");
        await first.Input.FlushAsync();
        await Wait.UntilAsync(() => Length(output) > 0);
        foreach (var how in new[] { "--unordered", "--resume" })
        {
            var second = await Tool.MapAsync("5\n", "Twice", "-o", output, how);
            second.ExitCode.ShouldBe(2);
            second.Error.ShouldContain("another run");
        }

        first.Input.Close();
        (await first.EndAsync()).ExitCode.ShouldBe(0);
        File.ReadLines(output).Count().ShouldBe(1);
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
