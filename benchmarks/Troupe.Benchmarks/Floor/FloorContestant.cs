using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Floor;

/// <summary>What two .NET processes and a Unix socket can do when nothing stands between: the limit of the design.</summary>
internal sealed class FloorContestant : IContestant
{
    private const int MessageLength = 32;
    private const int Ahead = 64;
    private readonly EchoClient _echo = EchoClient.Start(1).Single();

    public FloorContestant()
    {
        _echo.PingPong(20_000, MessageLength, null);
        _echo.Pipelined(500_000, MessageLength, Ahead);
    }

    public string Name => TableReport.Floor;

    public Task MeasureAsync(Stage stage, Board board, Effort effort)
    {
        switch (stage)
        {
            case Stage.Calls:
                Calls(board, effort);
                break;
            case Stage.Echo:
                Echo(board, effort);
                break;
            case Stage.Starts:
                for (var i = 0; i < effort.Starts; i++)
                    OwnProgram.Report("floor-start", Name, board);
                break;
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _echo.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Calls(Board board, Effort effort)
    {
        var samples = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < effort.Loop)
            _echo.PingPong(1000, MessageLength, samples);
        board.Add(Name, Figures.CallP50, Statistics.Quantile(samples, 0.5));
        board.Add(Name, Figures.CallP99, Statistics.Quantile(samples, 0.99));

        var count = 0L;
        begin = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(begin) < effort.Loop; count += 50_000)
            _echo.Pipelined(50_000, MessageLength, Ahead);
        board.Add(Name, Figures.Calls, count / Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    private void Echo(Board board, Effort effort)
    {
        const int Length = 1 << 20;
        _echo.PingPong(20, Length, null);
        var samples = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < effort.Loop)
            _echo.PingPong(20, Length, samples);
        board.Add(Name, Figures.Echo, 2 * Length / Statistics.Quantile(samples, 0.5) / 1e3);
    }
}
