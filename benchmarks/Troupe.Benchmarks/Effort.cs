namespace Troupe.Benchmarks;

/// <summary>How long a measurement may take.</summary>
/// <param name="Quick">Whether short measurements will do.</param>
internal sealed record Effort(bool Quick)
{
    public int Rounds => Quick ? 3 : 5;

    /// <summary>How long one timed loop runs.</summary>
    public TimeSpan Loop => TimeSpan.FromMilliseconds(Quick ? 130 : 800);

    public int MapItems => 2_000_000;

    /// <summary>Large maps need memory and time, in Python most of all.</summary>
    public int LargeMapItems => Quick ? 0 : 20_000_000;

    public int Records => Quick ? 20_000 : 100_000;

    public int StreamItems => Quick ? 100_000 : 300_000;

    /// <summary>Fresh processes a round; over five rounds a median of ten.</summary>
    public int Starts => Quick ? 1 : 2;

    /// <summary>How many jobs wait when the memory of a waiting job is measured.</summary>
    public int QueuedJobs => 1_000_000;
}
