using System.CommandLine;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Against;

/// <summary>Measures this build beside the one of another checkout, in pairs of fresh processes that take turns in going first.</summary>
internal static class AgainstCommand
{
    private static readonly string s_assembly = Path.Combine(AppContext.BaseDirectory, "Troupe.Benchmarks.dll");

    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A checkout of the other build." };
        var pairs = new Option<int>("--pairs") { Description = "How many pairs.", DefaultValueFactory = _ => 9 };
        var json = new Option<string?>("--json")
        {
            Description = "Writes medians, ranges and ratios there, too, as one JSON object.",
            HelpName = "FILE"
        };
        var quick = new Option<bool>("--quick") { Description = "Shorter measurements." };
        var only = new Option<Stage[]>("--only")
        {
            Description = "Only these figures; what comes before them warms up all the same.",
            AllowMultipleArgumentsPerToken = true
        };
        pairs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--pairs is at least 1.");
        });
        var command = new Command(
            "against",
            "Measures every figure of Troupe in this build and in another one, in one run, and prints a table.") {
                folder,
                pairs,
                json,
                quick,
                only };
        command.SetAction((parsed, _) =>
        {
            var role = PoolFigures.Arguments(parsed.GetValue(quick), parsed.GetValue(only) ?? []);
            return RunAsync(parsed.GetValue(folder)!, parsed.GetValue(pairs), role, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> RunAsync(string folder, int pairs, IReadOnlyList<string> role, string? jsonFile)
    {
        string other;
        try
        {
            other = await OtherBuild.MakeAsync(folder);
        }
        catch (InvalidOperationException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        var board = new Board();
        (string Name, string Assembly)[] builds = [(AgainstReport.This, s_assembly), (AgainstReport.Other, other)];
        for (var pair = 0; pair < pairs; pair++)
        {
            await Console.Error.WriteLineAsync($"pair {pair + 1} of {pairs}");
            // Who goes first meets another machine than who goes second: they take turns.
            foreach (var (name, assembly) in pair % 2 == 0 ? builds : builds.Reverse())
                OwnProgram.Report(assembly, role, name, board);
        }
        Console.WriteLine(AgainstReport.Table(board, pairs));
        if (jsonFile is not null)
            await File.WriteAllTextAsync(jsonFile, AgainstReport.Json(board));
        return 0;
    }
}
