using System.Text.Json;

namespace Troupe.Cli.Tests;

/// <summary>What is an item, and what is none.</summary>
public sealed class ItemSpecs
{
    [Theory]
    [InlineData("Echo", "a\\nb\\xff\\nc\\n", "System.Text.DecoderFallbackException", "Line 2 of the input is not UTF-8 text")]
    [InlineData("Twice", "1\\nx\\n3\\n", "System.Text.Json.JsonException", "Line 2 of the input is not JSON")]
    [InlineData("Twice", "1\\n[1\\n3\\n", "System.Text.Json.JsonException", "Line 2 of the input is not JSON")]
    public async Task A_bad_line_is_an_error_of_its_own_when_the_run_keeps_going(string function, string input, string type, string message)
    {
        using var folder = new TemporaryFolder();
        var script = $"printf '{input}' >in; map {function} -k -i in -o out; code=$?; cat out; exit $code";
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(1, run.Error);
        run.Lines.Length.ShouldBe(3);
        var error = JsonDocument.Parse(run.Lines[1]).RootElement.GetProperty("error");
        error.GetProperty("type").GetString().ShouldBe(type);
        error.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(message);
        run.Lines[2].ShouldStartWith("""{"index":2,"result":""");

        // As any failed item, it counts as done, and is tried again when that is asked for.
        var resumed = await Tool.ScriptAsync(folder, $"map {function} -i in -o out --resume");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        var retried = await Tool.ScriptAsync(
            folder,
            $"map {function} -k -i in -o out --resume --retry-failed; code=$?; cat out; exit $code");
        retried.ExitCode.ShouldBe(1, retried.Error);
        retried.Lines.ShouldBe([run.Lines[0], run.Lines[2], run.Lines[1]]);
    }

    [Fact]
    public async Task A_bad_line_ends_a_run_that_does_not_keep_going_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, "printf 'a\\nb\\xff\\nc\\n' | map Echo");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Line 2 of the input is not UTF-8 text. --keep-going");
        run.Results.ShouldBe(["""{"index":0,"result":"a"}"""]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--unordered")]
    public async Task Bad_lines_alone_are_a_run_too(string order)
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, $"yes x | head -30000 | map Twice -k {order} | wc -l");
        run.Output.Trim().ShouldBe("30000");
    }

    [Fact]
    public async Task A_line_longer_than_the_largest_message_fails_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("c", ["""{ "MaxMessageBytes": 100000 }"""]);
        folder.Write("in", ["a", new string('b', 100_000 - 64), new string('c', 100_000), "d"]);
        var run = await Tool.ScriptAsync(folder, "map Length --config c -i in -k --chunk 1");
        run.ExitCode.ShouldBe(1, run.Error);
        run.Results[0].ShouldBe("""{"index":0,"result":1}""");
        run.Results[1].ShouldBe("""{"index":1,"result":99936}""");
        run.Results[2].ShouldContain("Line 3 of the input is longer than 99,936 bytes");
        run.Results[3].ShouldBe("""{"index":3,"result":1}""");
    }

    [Fact]
    public async Task A_string_of_hundreds_of_megabytes_is_an_item_like_any_other()
    {
        // JSON would hold 166 million characters.
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, "{ head -c 170000000 /dev/zero | tr '\\0' x; echo; echo y; } | map Length");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.ShouldBe(["""{"index":0,"result":170000000}""", """{"index":1,"result":1}"""]);
    }

    [Fact]
    public async Task Items_that_end_with_NUL_hold_anything_else()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("x"));
        foreach (var name in new[] { "plain", "two\nlines", "carriage\r" })
            await File.WriteAllTextAsync(folder.File($"x/{name}"), "");
        var run = await Tool.ScriptAsync(folder, "find x -type f -print0 | map Echo --null");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("result").GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(["x/carriage\r", "x/plain", "x/two\nlines"]);
    }

    [Fact]
    public async Task Items_that_end_with_NUL_may_be_empty_bad_or_JSON_of_many_lines_and_are_resumed()
    {
        using var folder = new TemporaryFolder();
        var names = await Tool.ScriptAsync(
            folder,
            "printf 'a\\0\\0b\\xff\\0c' >in; map Echo -0 -k -i in -o out; map Echo -0 -i in -o out --resume; cat out");
        names.Lines.Select((line, index) => line.StartsWith($"{{\"index\":{index},", StringComparison.Ordinal)).ShouldAllBe(right => right);
        names.Lines.Select(line => line.Contains("not UTF-8", StringComparison.Ordinal)).ShouldBe([false, false, true, false]);
        var json = await Tool.ScriptAsync(folder, "printf '[1,\\n2]\\0 \\n \\0[3]\\0' | map Sum -0 --with-items");
        json.ExitCode.ShouldBe(0, json.Error);
        json.Results.ShouldBe(["""{"index":0,"item":[1, 2],"result":3}""", """{"index":1,"item":[3],"result":3}"""]);
    }

    [Theory]
    [InlineData("mkdir d; map Echo -i d", "The input 'd' is a folder")]
    [InlineData("mkdir d; echo a | map Echo -o d", "The output 'd' is a folder")]
    [InlineData("echo a | map Echo -o no/such/out", "cannot be written")]
    [InlineData("echo a | map Echo -o /dev/null --resume", "--resume needs a plain file")]
    public async Task What_cannot_be_read_or_written_is_named(string script, string expected)
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Pipes_with_names_are_read_and_written()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, "mkfifo i o; seq 3 >i & cat o & map Twice -i i -o o; code=$?; wait; exit $code");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_plug_in_finds_the_files_beside_it()
    {
        var run = await Tool.MapAsync("Troupe.Cli.Tests.deps.json\n", "Beside");
        run.Results.ShouldBe(["""{"index":0,"result":"True True"}"""], run.Error);
    }
}
