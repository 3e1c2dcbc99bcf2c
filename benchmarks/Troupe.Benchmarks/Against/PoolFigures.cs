using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Against;

/// <summary>In a process of its own: all figures of Troupe, once through, told as lines.</summary>
internal static class PoolFigures
{
    public const string Role = "pool-figures";
    public const string Quick = "quick";
    public const string Full = "full";

    public static async Task<int> RunAsync(string effort)
    {
        var board = new Board();
        await using var contestant = await PoolContestant.OpenAsync(new Effort(effort == Quick));
        foreach (var stage in Enum.GetValues<Stage>())
            await contestant.MeasureAsync(stage, board, new Effort(effort == Quick));
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
