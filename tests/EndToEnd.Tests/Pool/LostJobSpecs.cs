using System.Diagnostics;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>Jobs that are lost because their pool, or the program, ends before them are counted in a warning.</summary>
public sealed class LostJobSpecs : PoolSpecs
{
    private const string Cancelled =
        "4 accepted jobs (3 waiting, 1 with workers) had not ended when the drain time of 00:00:00.1000000 was over, and are cancelled.";
    private const string Lost =
        "This process exits while 4 accepted jobs of a pool (3 waiting, 1 with workers) have not ended: they are lost.";
    private const string Child = "This process exits while the child process Process-1 has not ended";

    [Theory]
    [InlineData("dispose", Cancelled, "raise DrainTimeout")]
    [InlineData("exit", Lost, "await WaitForDrainAsync")]
    [InlineData("child", Child, "await its WaitForExitAsync")]
    public async Task They_are_counted_in_the_log_with_what_to_do_about_it(string left, string what, string advice)
    {
        var (output, error) = await Run(left, "log");
        output.ShouldContain($"Warning: {what}");
        output.ShouldContain(advice);
        error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dispose", Cancelled)]
    [InlineData("exit", Lost)]
    [InlineData("child", Child)]
    public async Task Without_a_logger_they_are_counted_on_the_standard_error(string left, string what)
    {
        var (output, error) = await Run(left);
        error.ShouldStartWith($"Troupe: {what}");
        error.Trim().Split('\n').Length.ShouldBe(1);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_leaves_a_pool_without_jobs_is_told_nothing() =>
        (await Run("idle")).ShouldBe(("", ""));

    [Fact]
    public async Task Jobs_that_a_kill_was_asked_to_end_are_not_counted()
    {
        var gate = Path.Combine(Scratch(), "gate");
        using var log = new LogLines();
        var pool = await Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = log });
        var job = pool.RunAsync(Jobs.Gate.Pass, gate);
        await Until(() => Jobs.Gate.Waiting(gate) == 1, "the job runs");
        await pool.KillAsync().WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(job.WaitAsync(Patience));
        log.Warnings.ShouldNotContain(line => line.Contains("cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public void The_time_to_drain_is_that_of_the_generic_host()
    {
        new ProcessPoolOptions().DrainTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        new ChildProcessOptions().DrainTimeout.ShouldBe(TimeSpan.FromSeconds(30));
    }

    private static async Task<(string Output, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Built.Assembly("Troupe.Tests.SmallProgram"), "leave", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0);
        return (await output.WaitAsync(Patience), await error.WaitAsync(Patience));
    }
}
