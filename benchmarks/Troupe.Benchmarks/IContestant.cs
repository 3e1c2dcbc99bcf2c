using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks;

/// <summary>What is measured together, contestant after contestant, so that all meet the same state of the machine.</summary>
internal enum Stage
{
    Calls,
    Maps,
    Echo,
    Starts,
}

/// <summary>How long a measurement may take.</summary>
/// <param name="Quick">Whether short measurements will do.</param>
internal sealed record Effort(bool Quick)
{
    public int Rounds => Quick ? 3 : 5;

    /// <summary>How long one timed loop runs.</summary>
    public TimeSpan Loop => TimeSpan.FromMilliseconds(Quick ? 250 : 800);

    public int MapItems => 2_000_000;

    /// <summary>Large maps need memory and time, in Python most of all.</summary>
    public int LargeMapItems => Quick ? 0 : 20_000_000;

    public int Records => Quick ? 50_000 : 100_000;

    public int StreamItems => Quick ? 100_000 : 300_000;

    /// <summary>Fresh processes a round; over five rounds a median of ten.</summary>
    public int Starts => Quick ? 1 : 2;
}

/// <summary>Something that is measured beside others. Opened once, measured in every round.</summary>
internal interface IContestant : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Measures one stage of one round.</summary>
    Task MeasureAsync(Stage stage, Board board, Effort effort);
}
