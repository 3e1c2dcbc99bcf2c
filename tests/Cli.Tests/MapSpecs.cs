using System.Text.Json;

namespace Troupe.Cli.Tests;

public sealed class MapSpecs
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_input()
    {
        var run = await Tool.MapAsync(string.Concat(Enumerable.Range(0, 2000).Select(number => $"{number}\n")), "Twice");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.ShouldBe(Enumerable.Range(0, 2000).Select(number => $$"""{"index":{{number}},"result":{{2 * number}}}"""));
    }

    [Fact]
    public async Task Unordered_results_tell_their_items()
    {
        var run = await Tool.MapAsync("400\n1\n2\n3\n", "Wait", "--unordered", "--workers", "2");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.Order().ShouldBe(
            ["""{"index":0,"result":400}""", """{"index":1,"result":1}""", """{"index":2,"result":2}""", """{"index":3,"result":3}"""]);
        run.Results[^1].ShouldContain("400");
    }

    [Theory]
    [InlineData("Echo", "a \"b\" \\ é\r\n\n 1\n", """["a \"b\" \\ é",""," 1"]""")]
    [InlineData("Nested.Upper", "no end", """["NO END"]""")]
    [InlineData("Sum", "[1,2,3]\n []\n", "[6,0]")]
    [InlineData("Nothing", "x\n", "[null]")]
    [InlineData("Echo", "", "[]")]
    public async Task A_string_gets_the_line_and_other_types_read_JSON(string function, string input, string expected)
    {
        var run = await Tool.MapAsync(input, function);
        run.ExitCode.ShouldBe(0, run.Error);
        var results = run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("result"));
        JsonDocument.Parse(expected).RootElement.EnumerateArray().Select(element => element.ToString())
            .ShouldBe(results.Select(result => result.ToString()));
    }

    [Fact]
    public async Task A_string_that_was_cut_inside_a_surrogate_pair_is_text_with_an_escape_which_is_read_again()
    {
        var cut = await Tool.MapAsync("a😀\n", "Cut");
        cut.ExitCode.ShouldBe(0, cut.Error);
        cut.Results.ShouldBe(["""{"index":0,"result":"a\ud83d"}"""]);

        var read = await Tool.MapAsync("""["a\ud83d","b"]""" + "\n", "Lengthen");
        read.ExitCode.ShouldBe(0, read.Error);
        read.Results.ShouldBe(["""{"index":0,"result":["a\ud83d","b","2"]}"""]);
    }

    [Fact]
    public async Task The_first_failure_ends_the_run_after_what_was_under_way()
    {
        using var tool = Tool.Start(["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Twice"]);
        // The input has no end: the failure must be enough.
        await tool.Input.WriteAsync("1\n-5\n");
        await tool.Input.FlushAsync();
        var run = await tool.EndAsync();
        run.ExitCode.ShouldBe(1);
        run.Results.ShouldBe(
            ["""{"index":0,"result":2}""", """{"index":1,"error":{"type":"System.ArgumentException","message":"-5 is negative."}}"""]);
        run.Error.ShouldContain("--keep-going");
    }

    [Fact]
    public async Task A_run_that_keeps_going_has_a_line_for_every_item()
    {
        var run = await Tool.MapAsync("1\n-5\n\"text\"\n3\n", "Twice", "--keep-going");
        run.ExitCode.ShouldBe(1);
        run.Results.Length.ShouldBe(4);
        run.Results[3].ShouldBe("""{"index":3,"result":6}""");
        run.Error.ShouldContain("2 failed");
    }

    [Fact]
    public async Task An_item_that_takes_too_long_fails_alone()
    {
        var run = await Tool.MapAsync("0\n1\n2\n", "Hang", "--timeout", "0.5", "-k");
        run.ExitCode.ShouldBe(1);
        run.Results[1].ShouldContain("Troupe.JobTimeoutException");
        run.Results[2].ShouldBe("""{"index":2,"result":2}""");
    }

    [Fact]
    public async Task An_item_that_ends_its_worker_fails_alone()
    {
        var run = await Tool.MapAsync("0\n1\n2\n", "Die", "-k", "--retries", "1");
        run.ExitCode.ShouldBe(1);
        run.Results.Length.ShouldBe(3);
        run.Results[1].ShouldContain("Troupe.WorkerLostException");
    }

    [Fact]
    public async Task An_item_is_tried_as_often_as_was_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory("troupe-cli-").FullName;
        var run = await Tool.MapAsync($"{folder}\n", "DieFourTimes", "--retries", "4");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.ShouldBe(["""{"index":0,"result":5}"""]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_functions_print_goes_to_standard_error()
    {
        var run = await Tool.MapAsync("1\n2\n", "Print");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.ShouldBe(["""{"index":0,"result":1}""", """{"index":1,"result":2}"""]);
        run.Error.ShouldContain("printed 1");
    }

    [Theory]
    [InlineData("pool.json")]
    [InlineData("troupe.conf")]
    public async Task The_repositorys_own_configuration_file_is_good(string file)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Actors.sln")))
            root = Path.GetDirectoryName(root)!;
        var run = await Tool.MapAsync("4\n", "Twice", "--config", Path.Combine(root, "config", file));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.ShouldBe(["""{"index":0,"result":8}"""]);
    }

    [Theory]
    [InlineData("--memory-limit 100MiB")]
    [InlineData("--memory-limit 1%", 1)]
    [InlineData("--config share.json", 1)]
    [InlineData("--config share.conf", 1)]
    public async Task An_item_that_takes_more_memory_than_its_worker_may_hold_fails(string options, int percent = 0)
    {
        using var folder = new TemporaryFolder();
        _ = folder.Write("share.json", ["""{ "HardMemoryLimit": "1%" }"""]);
        _ = folder.Write("share.conf", ["troupe.pool.hard-memory-limit = 1%"]);
        var limit = percent == 0 ? 100 : MachineMebibytes() / 100;
        if (limit < 64)
            return; // The machine is too small for such a share.
        var run = await Tool.ScriptAsync(folder, $"echo {limit + 60} | map Hold {options}");
        run.ExitCode.ShouldBe(1, run.Error);
        run.Output.ShouldContain("Troupe.MemoryLimitExceededException");
        run.Output.ShouldContain($"more than the limit of {limit} MiB");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_input_need_not_fit_into_memory()
    {
        // 200 MB of text as strings, and a heap of 64 MB.
        using var tool = Tool.Start(
            ["map", Tool.OwnFunctions, "Troupe.Cli.Tests.Functions.Length", "--workers", "2"],
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x4000000" });
        var line = new string('x', 100);
        try
        {
            for (var number = 0; number < 1_000_000; number++)
                await tool.Input.WriteLineAsync(line);
            tool.Input.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code and text tell why.
        }

        var run = await tool.EndAsync();
        run.ExitCode.ShouldBe(0, run.Error);
        run.Results.Length.ShouldBe(1_000_000);
        run.Results[^1].ShouldBe("""{"index":999999,"result":100}""");
    }

    private static long MachineMebibytes() =>
        long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
}
