namespace Troupe.Samples.Tests;

public sealed class RunnerSpecs
{
    private static readonly Sample s_good = new("good", "Does nothing", () => Task.CompletedTask);
    private static readonly Sample s_bad = new("bad", "Throws", () => throw new InvalidOperationException("it broke"));

    [Fact]
    public async Task A_sample_that_fails_makes_the_exit_code_1_and_the_others_run()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        (await Runner.RunAsync([s_bad, s_good], output, error)).ShouldBe(1);
        output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["=== bad: Throws", "=== good: Does nothing"]);
        error.ToString().ShouldContain("Sample bad failed: System.InvalidOperationException: it broke");
        error.ToString().ShouldContain("Failed: bad. Run one alone with");
    }

    [Fact]
    public async Task Samples_that_succeed_make_the_exit_code_0()
    {
        using var error = new StringWriter();
        (await Runner.RunAsync([s_good], TextWriter.Null, error)).ShouldBe(0);
        error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_sample_runs_by_its_name()
    {
        var run = await SampleProgram.RunAsync("write-then-read");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["=== write-then-read: One job writes to a queue, the next one reads", "got a", "got b", "got c"]);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_refused_before_anything_runs()
    {
        var run = await SampleProgram.RunAsync("write-then-read", "no-such");
        (run.ExitCode, run.Output).ShouldBe((2, ""));
        run.Error.ShouldContain("There is no sample 'no-such'.");
    }

    [Fact]
    public async Task Help_lists_all_samples()
    {
        var run = await SampleProgram.RunAsync("help");
        run.ExitCode.ShouldBe(0, run.Error);
        foreach (var sample in Catalogue.All)
            run.Output.ShouldContain($"  {sample.Name} ");
    }
}
