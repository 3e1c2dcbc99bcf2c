
namespace Troupe.Cli.Tests;

public sealed class UsageSpecs
{
    private const string Twice = "Troupe.Cli.Tests.Functions.Twice";

    [Theory]
    [InlineData("no-such-command", "no-such-command")]
    [InlineData("map|only-one.dll", "function")]
    [InlineData("map|missing.dll|A.B", "There is no file 'missing.dll'")]
    [InlineData("map|{text}|A.B", "is not a .NET assembly")]
    [InlineData("map|{own}|Troupe.Cli.Tests.Functions.Twise", "Did you mean Troupe.Cli.Tests.Functions.Twice")]
    [InlineData("map|{own}|Troupe.Cli.Test.Functions.Echo", "Did you mean Troupe.Cli.Tests.Functions.Echo")]
    [InlineData("map|{own}|Echo", "Did you mean Troupe.Cli.Tests.Functions.Echo")]
    [InlineData("map|{own}|Troupe.Cli.Tests.Functions.Add", "Functions.Add(int, int)")]
    [InlineData("map|{own}|{twice}|--input|missing.txt", "There is no input file 'missing.txt'")]
    [InlineData("map|{own}|{twice}|--output|/no/such/folder/x", "cannot be written")]
    [InlineData("map|{own}|{twice}|--workers|0", "--workers is 0; it must be 1 to 1024")]
    [InlineData("map|{own}|{twice}|--workers|many", "many")]
    [InlineData("map|{own}|{twice}|--memory-limit|much", "--memory-limit is much; it must be a size, such as 512 MiB")]
    [InlineData("map|{own}|{twice}|--memory-limit|120%", "--memory-limit is 120%; it must be a size")]
    [InlineData("map|{own}|{twice}|--memory-limit|1MiB", "--memory-limit is 1048576; it must be 64 MiB or more")]
    [InlineData("map|{own}|{twice}|--memory-limit|0.0001%", "--memory-limit is 0.0001%, which is 0 MiB of the")]
    [InlineData("map|{own}|{twice}|--timeout|-1", "--timeout is -1")]
    [InlineData("map|{own}|{twice}|--retries|-1", "--retries is -1")]
    [InlineData("map|{own}|{twice}|--no-such-option", "--no-such-option")]
    [InlineData("map|{own}|{twice}|--resume", "--resume needs --output FILE")]
    [InlineData("map|{own}|{twice}|--retry-failed", "--resume")]
    [InlineData("map|{own}|{twice}|--config|missing.json", "There is no configuration file 'missing.json'")]
    [InlineData("map|{own}|{twice}|--config|missing.conf", "There is no configuration file 'missing.conf'")]
    [InlineData("map|{own}|{twice}|--config|{text}", "cannot be used")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(string arguments, string expected)
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("text.dll", ["This is no program."]);
        var run = await Tool.RunAsync(
            "1\n",
            arguments.Replace("{own}", Tool.OwnFunctions).Replace("{twice}", Twice).Replace("{text}", text).Split('|'));
        run.Error.ShouldContain(expected);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--help", "troupe [command]")]
    [InlineData("map --help", "troupe map <assembly> <function>")]
    [InlineData("demo --help", "troupe demo")]
    public async Task Help_ends_with_0_and_calls_the_tool_by_its_name(string arguments, string expected)
    {
        var run = await Tool.RunAsync(null, arguments.Split(' '));
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain(expected);
        run.Output.ShouldNotContain("Troupe.Cli");
    }

    [Theory]
    [InlineData("")]
    [InlineData("map")]
    [InlineData("mop")]
    public async Task Errors_call_the_tool_by_its_name(string arguments)
    {
        var run = await Tool.RunAsync(null, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldStartWith("troupe: ");
        run.Error.ShouldNotContain("Troupe.Cli");
    }

    [Fact]
    public async Task A_line_that_is_no_JSON_ends_the_run_with_its_number_after_the_items_before_it()
    {
        var run = await Tool.MapAsync("1\n\n2\n3 4\n5\n", "Twice");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Line 4 of the input is not JSON");
        run.Results.ShouldBe(["""{"index":0,"result":2}""", """{"index":1,"result":4}"""]);
    }

    [Fact]
    public async Task A_misspelt_setting_is_named()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.MapAsync("1\n", "Twice", "--config", folder.Write("pool.json", ["""{ "Wrokers": 2 }"""]));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Wrokers");
    }

    [Theory]
    [InlineData("troupe.pool {|  wokers = 2|}", "pool.conf, line 2: There is no setting troupe.pool.wokers. Did you mean workers?")]
    [InlineData(
        "troupe.pool {|  output-mode = loud|}",
        "pool.conf, line 2: troupe.pool.output-mode is 'loud'; it must be inherit or forward or drop.")]
    [InlineData("troupe.pool {|  workers = 2|", "pool.conf, line 1: The '{' of this line is not closed")]
    [InlineData("{ \"Workers\": 2 }", "pool.conf: There is no section troupe.pool")]
    public async Task A_mistake_in_a_HOCON_file_is_told_with_its_line(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.MapAsync("1\n", "Twice", "--config", folder.Write("pool.conf", text.Split('|')));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_HOCON_file_sets_the_pool()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("pool.conf", ["troupe.pool {", "  max-message-bytes = 2 KiB", "}"]);
        var run = await Tool.MapAsync($"{new string('x', 4000)}\n", "Length", "--config", config);
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain("longer");
    }
}
