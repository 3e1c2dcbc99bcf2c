namespace Troupe.Samples.Tests;

/// <summary>The README's example.</summary>
public sealed class FirstPoolSpecs
{
    [Fact]
    public async Task The_pool_in_an_app_outlives_its_worker()
    {
        var (_, exitCode, output, error) = await SampleProgram.RunProgramAsync(SampleProgram.FirstPool);
        exitCode.ShouldBe(0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[..2].ShouldBe(["A worker process added up to 5050.", "Of 7, 8 and 1000000007, 2 are prime."]);
        lines[2].ShouldMatch(@"^Worker process \d+ died \(SIGABRT\); the app goes on\.$");
    }
}
