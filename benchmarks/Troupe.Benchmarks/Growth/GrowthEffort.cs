namespace Troupe.Benchmarks.Growth;

/// <summary>How far the curves go, and how long each point may take.</summary>
/// <param name="Quick">Whether short measurements will do.</param>
internal sealed record GrowthEffort(bool Quick)
{
    public int Rounds => Quick ? 3 : 5;

    /// <summary>How long one timed loop runs.</summary>
    public TimeSpan Loop => TimeSpan.FromMilliseconds(Quick ? 150 : 1000);

    /// <summary>How long a pool runs before it is measured: the compiler recompiles what turns out to be hot.</summary>
    public TimeSpan WarmUp => TimeSpan.FromMilliseconds(Quick ? 500 : 2000);

    public IReadOnlyList<int> Workers { get; } = [1, 2, 4, 8, 16];

    /// <summary>Workers that are in memory only.</summary>
    public IReadOnlyList<int> DispatchedWorkers { get; } = [10, 100, 1_000, 10_000];

    public IReadOnlyList<int> QueuedJobs { get; } = Quick
        ? [1_000, 10_000, 100_000, 300_000]
        : [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000];

    /// <summary>In bytes, 0 to 64 MiB.</summary>
    public IReadOnlyList<int> Payloads { get; } = Quick
        ? [0, 1 << 10, 1 << 16, 1 << 20, 1 << 24, 1 << 26]
        : [0, 1 << 6, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26];

    /// <summary>In microseconds, 0 to 10 ms.</summary>
    public IReadOnlyList<int> JobTimes { get; } = Quick
        ? [0, 10, 100, 1_000, 10_000]
        : [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
}
