using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks;

/// <summary>Something that is measured beside others. Opened once, measured in every round.</summary>
internal interface IContestant : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Measures one stage of one round.</summary>
    Task MeasureAsync(Stage stage, Board board, Effort effort);
}
