using System.Diagnostics;

namespace Troupe.Cli.Tests;

public sealed class DemoSpecs
{
    [Fact]
    public async Task The_demo_does_what_it_says_in_half_a_minute()
    {
        var clock = Stopwatch.StartNew();
        var run = await Tool.RunAsync(null, "demo");
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        run.Output.ShouldContain("SIGKILL");
        run.Output.ShouldContain("All steps did what they say");
    }
}
