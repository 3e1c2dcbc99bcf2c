using System.CommandLine;
using Troupe.Chaos.Parents;

namespace Troupe.Chaos;

/// <summary>The command line of the runner.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var seconds = new Option<int>("--seconds") { Description = "How long the load lasts.", DefaultValueFactory = _ => 60 };
        var seed = new Option<int>("--seed")
        {
            Description = "What the schedule of faults and the mix of jobs depend on. Default: another one each time.",
            DefaultValueFactory = _ => Environment.TickCount & 0xFFFF
        };
        var killEvery = new Option<double?>("--kill-every")
        {
            Description = "Seconds from one fault to the next on average. Default: 1 to 3."
        };
        var parents = new Option<int>("--parents")
        {
            Description = "How many programs with a pool are killed.",
            DefaultValueFactory = _ => 5
        };
        var json = new Option<string?>("--json") { Description = "A file for the report as JSON." };
        seconds.Validators.Add(result => Require(result.GetValueOrDefault<int>() >= 5, result, "--seconds must be at least 5."));
        killEvery.Validators
            .Add(result => Require(result.GetValueOrDefault<double?>() is null or >= 0.1, result, "--kill-every must be at least 0.1."));
        var root = new RootCommand("A pool under load while its workers die, and a checker of what became of every job.") {
            seconds,
            seed,
            killEvery,
            parents,
            json };
        root.SetAction((parsed, _) => ChaosRun.RunAsync(new ChaosOptions(
            parsed.GetValue(seconds), parsed.GetValue(seed), parsed.GetValue(killEvery), parsed.GetValue(parents), parsed.GetValue(json))));
        var parent = new Command("parent", "A program with a busy pool, to be killed.") { Hidden = true };
        parent.SetAction((_, _) => ParentProgram.RunAsync());
        root.Add(parent);
        return await root.Parse(args).InvokeAsync();
    }

    private static void Require(bool holds, System.CommandLine.Parsing.OptionResult result, string text)
    {
        if (!holds)
            result.AddError(text);
    }
}
