
namespace Troupe.Cli.Tests;

/// <summary>Each standard stream closed, full, broken or asleep.</summary>
public sealed class StreamSpecs
{
    // Into a pipe that nobody reads: one end is open for both ways while the other is opened, and then closed.
    private const string BrokenPipe = "mkfifo p; exec 4<>p 5>p 4>&-; ";

    [Fact]
    public async Task A_reader_who_has_enough_ends_the_run_quietly()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, "yes 1 2>/dev/null | map Work | head -1; exit ${PIPESTATUS[1]}");
        run.Results.ShouldBe(["""{"index":0,"result":1}"""]);
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(141);
    }

    [Theory]
    [InlineData("echo 1 | map Twice >&-", 2, "Standard output is closed. Give --output FILE.")]
    [InlineData("echo 1 | map Twice >/dev/full", 1, "No space left on device")]
    [InlineData("echo 1 | map Twice -o /dev/full", 1, "cannot be written to '/dev/full'")]
    [InlineData("echo x | map Twice -k -o /dev/full", 1, "cannot be written to '/dev/full'")]
    [InlineData("echo 1 | map Twice 1<>/proc/self/mem", 1, "Standard output cannot be written: Input/output error")]
    [InlineData(BrokenPipe + "yes 1 2>/dev/null | map Work >&5", 141, "")]
    [InlineData("mkfifo p; head -1 p >/dev/null & yes 1 2>/dev/null | map Work -o p", 141, "")]
    [InlineData("map Twice <&-", 2, "Standard input is closed. Give --input FILE.")]
    [InlineData("map Twice </", 2, "The input cannot be read after line 0: Standard input cannot be read: Is a directory.")]
    [InlineData("map Twice </proc/self/mem", 2, "Standard input cannot be read: Input/output error.")]
    [InlineData("map Twice -i /proc/self/mem", 2, "The input cannot be read after line 0: Input/output error")]
    [InlineData("echo 1 | map Twice >&- 2>&-", 2, "")]
    [InlineData("map Twice <&- >&- 2>&-", 2, "")]
    [InlineData("troupe --help >&-", 1, "troupe: Standard output is closed.")]
    [InlineData("troupe map --help >/dev/full", 1, "troupe: Standard output cannot be written: No space left on device.")]
    [InlineData(BrokenPipe + "troupe map --help >&5", 141, "")]
    [InlineData("troupe --version >&-", 1, "troupe: Standard output is closed.")]
    [InlineData("troupe --no-such-option 2>&-", 2, "")]
    [InlineData("troupe --no-such-option 2>/dev/full", 2, "")]
    [InlineData("troupe demo >&-", 1, "troupe: Standard output is closed.")]
    [InlineData("troupe demo >/dev/full", 1, "troupe: Standard output cannot be written: No space left on device.")]
    [InlineData(BrokenPipe + "troupe demo >&5", 141, "")]
    public async Task A_stream_that_fails_is_told_where_that_can_be_told(string script, int exitCode, string expected)
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("Unhandled");
        run.Output.ShouldBeEmpty();
        if (expected.Length == 0)
            run.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("printf '1\\n-2\\n' | map Twice -k 2>&-")]
    [InlineData("printf '1\\n-2\\n' | map Twice -k 2>/dev/full")]
    [InlineData("printf '1\\n-2\\n' >in; map Twice -k -i in <&- 2>&-")]
    [InlineData("printf '1\\n-2\\n' >in; map Twice -k -i in -o out <&- >&- 2>&-; code=$?; cat out; exit $code")]
    [InlineData(BrokenPipe + "printf '1\\n-2\\n' | map Twice -k 2>&5")]
    public async Task Results_do_not_depend_on_streams_that_they_do_not_need(string script)
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, script);
        run.ExitCode.ShouldBe(1, run.Error);
        run.Results.ShouldBe(
            ["""{"index":0,"result":2}""", """{"index":1,"error":{"type":"System.ArgumentException","message":"-2 is negative."}}"""]);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Results_follow_what_others_have_written_to_the_same_file()
    {
        using var folder = new TemporaryFolder();
        var run = await Tool.ScriptAsync(folder, "{ echo before; echo 1 | map Twice; echo after; } >out; cat out");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Lines.Length.ShouldBe(3);
        (run.Lines[0], run.Lines[2]).ShouldBe(("before", "after"));
    }
}
