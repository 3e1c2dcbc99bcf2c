using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Against;

/// <summary>In a process of its own: all figures of Troupe, once through, told as lines.</summary>
internal static class PoolFigures
{
    public const string Role = "pool-figures";
    private const string Quick = "quick";
    private const string Full = "full";

    /// <summary>What this program is started with for the role.</summary>
    /// <param name="quick">Whether short measurements will do.</param>
    /// <param name="only">The stages to measure; empty for all.</param>
    public static IReadOnlyList<string> Arguments(bool quick, IEnumerable<Stage> only) =>
        [Role, quick ? Quick : Full, .. only.Select(stage => stage.ToString())];

    public static async Task<int> RunAsync(string length, IReadOnlyList<string> only)
    {
        var board = new Board();
        var effort = new Effort(length == Quick) { Repeats = 7 };
        await using var contestant = await PoolContestant.OpenAsync(effort);
        foreach (var stage in Enum.GetValues<Stage>())
        {
            if (only.Count == 0 || only.Contains(stage.ToString()))
                await contestant.MeasureAsync(stage, board, effort);
        }
        foreach (var figure in Figures.All)
        {
            if (board.Median(contestant.Name, figure) is { } value)
                OwnProgram.Tell(figure, value);
        }
        foreach (var note in board.Notes)
            await Console.Error.WriteLineAsync(note);
        return 0;
    }
}
