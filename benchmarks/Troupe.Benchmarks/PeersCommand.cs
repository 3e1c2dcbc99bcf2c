using System.CommandLine;
using System.Diagnostics;
using Troupe.Benchmarks.Floor;
using Troupe.Benchmarks.Peers;
using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks;

/// <summary>Measures the floor, Troupe and its peers side by side: in every round each stage goes through all of them.</summary>
internal static class PeersCommand
{
    /// <summary>A quick run ends within a minute, on a slow machine with fewer rounds.</summary>
    private static readonly TimeSpan s_quickLimit = TimeSpan.FromSeconds(52);

    public static Command Create()
    {
        var json = new Option<string?>("--json") { Description = "Writes the medians there, too, as one JSON object.", HelpName = "FILE" };
        var quick = new Option<bool>("--quick") { Description = "Three short rounds, within a minute." };
        var command = new Command("peers", "Measures the floor (a raw Unix socket), Troupe and its peers in one run and prints a table.") {
            json,
            quick };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(quick), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, string? jsonFile)
    {
        var clock = Stopwatch.StartNew();
        var effort = new Effort(quick);
        var board = new Board();
        var contestants = new List<IContestant> { new FloorContestant() };
        var rounds = 0;
        try
        {
            contestants.Add(await PoolContestant.OpenAsync(effort));
            var peers = PeerList.Open(board).ToList();
            contestants.AddRange(peers);
            // Once through for nothing: a peer that is still starting would take the processors from whom the first round measures.
            foreach (var peer in peers)
                await peer.MeasureAsync(Stage.Calls, new Board(), effort);
            var longest = TimeSpan.Zero;
            for (; rounds < effort.Rounds && (rounds == 0 || !quick || clock.Elapsed + longest < s_quickLimit); rounds++)
            {
                await Console.Error.WriteLineAsync($"round {rounds + 1} of {effort.Rounds}");
                var begin = clock.Elapsed;
                await RoundAsync(contestants, board, effort);
                longest = clock.Elapsed - begin > longest ? clock.Elapsed - begin : longest;
            }
        }
        finally
        {
            foreach (var contestant in contestants)
                await contestant.DisposeAsync();
        }
        if (rounds < effort.Rounds)
            board.Notes.Add($"Only {rounds} of {effort.Rounds} rounds: the machine was too slow for more within a minute.");
        Console.WriteLine(TableReport.Write(board, rounds));
        if (jsonFile is not null)
            await File.WriteAllTextAsync(jsonFile, JsonReport.Write(board));
        return 0;
    }

    private static async Task RoundAsync(List<IContestant> contestants, Board board, Effort effort)
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            foreach (var contestant in contestants)
                await contestant.MeasureAsync(stage, board, effort);
        }
    }
}
