using Troupe.Benchmarks.Floor;
using Troupe.Benchmarks.Peers;
using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks;

/// <summary>Measures the floor, Troupe and its peers side by side: in every round each stage goes through all of them.</summary>
internal static class PeersCommand
{
    public static async Task<int> RunAsync(bool quick, string? jsonFile)
    {
        var effort = new Effort(quick);
        var board = new Board();
        var contestants = new List<IContestant> { new FloorContestant(), await PoolContestant.OpenAsync() };
        try
        {
            contestants.AddRange(PeerList.Open(board));
            for (var round = 1; round <= effort.Rounds; round++)
            {
                await Console.Error.WriteLineAsync($"round {round} of {effort.Rounds}");
                foreach (var stage in Enum.GetValues<Stage>())
                {
                    foreach (var contestant in contestants)
                        await contestant.MeasureAsync(stage, board, effort);
                }
            }
        }
        finally
        {
            foreach (var contestant in contestants)
                await contestant.DisposeAsync();
        }
        Console.WriteLine(TableReport.Write(board, effort.Rounds));
        if (jsonFile is not null)
            await File.WriteAllTextAsync(jsonFile, JsonReport.Write(board));
        return 0;
    }
}
