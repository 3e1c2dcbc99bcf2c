namespace Troupe.Benchmarks;

/// <summary>How long a measurement may take.</summary>
/// <param name="Quick">Whether short measurements will do.</param>
internal sealed record Effort(bool Quick)
{
    public int Rounds => Quick ? 3 : 5;

    /// <summary>How long one timed loop runs.</summary>
    public TimeSpan Loop => TimeSpan.FromMilliseconds(Quick ? 130 : 800);

    /// <summary>
    /// How often in a row a map or stream is measured for one value, their median: one alone lasts for 10 ms, and what else the machine,
    /// the compiler and the collector do just then decides. Peers are measured once, and so is what stands beside them.
    /// </summary>
    public int Repeats { get; init; } = 1;

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
