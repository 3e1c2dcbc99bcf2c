using System.Diagnostics;
using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Peers;

/// <summary>The same small map with threads in this process, to show what isolation costs and when not to use a pool.</summary>
internal sealed class InProcessContestant : IContestant
{
    public string Name => "parallel_for";

    public Task MeasureAsync(Stage stage, Board board, Effort effort)
    {
        if (stage == Stage.Maps)
        {
            Map(Figures.Map, effort.MapItems, board);
            Map(Figures.LargeMap, effort.LargeMapItems, board);
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Map(Figure figure, int count, Board board)
    {
        if (count == 0)
            return;
        var items = Enumerable.Range(0, count).ToArray();
        var begin = Stopwatch.GetTimestamp();
        var results = new int[count];
        Parallel.For(0, count, i => results[i] = Work.Increment(items[i]));
        board.Add(Name, figure, count / Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }
}
