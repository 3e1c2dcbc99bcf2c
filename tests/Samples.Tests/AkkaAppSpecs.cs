namespace Troupe.Samples.Tests;

public sealed class AkkaAppSpecs
{
    [Fact]
    public async Task A_pool_in_an_existing_actor_system_does_what_its_sample_says()
    {
        var run = await SampleProgram.RunProgramAsync(SampleProgram.AkkaApp);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldBeEmpty();
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("The pool is /user/troupe-1.");
        lines[1].ShouldBe("Quoted: order 12 costs 114.00.");
        lines[2].ShouldMatch(@"^Not quoted: the worker process exited with code 3, in slot [01]\.$");
        lines[3].ShouldBe("Quoted: order 14 costs 133.00.");
        lines[4].ShouldBe("Loaded: 1 time in one process, 1 time in the other.");
        lines[5].ShouldBe("Routed: 3 + 3 jobs.");
        lines[6].ShouldBe("Sold: 247 in all, added up in another process.");
        lines[7].ShouldBe("Gone: True.");
    }
}
