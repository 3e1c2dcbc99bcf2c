namespace Troupe;

/// <summary>How an object is hosted; see <see cref="ProcessPool.HostAsync{T}(Func{T}, HostedOptions?, CancellationToken)"/>.
/// Immutable.</summary>
public sealed record HostedOptions
{
    /// <summary>How often the object may be lost within <see cref="RestartWindow"/> and be restarted, with a fresh state. 0: never.
    /// Default: 3.</summary>
    public int MaxRestarts { get; init; } = 3;

    /// <summary>The time in which losses are counted. Default: 1 minute.</summary>
    public TimeSpan RestartWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Above this many bytes, or this share of the memory, the object's process is killed, and the object lost.
    /// Default: as the pool's.</summary>
    public MemoryLimit? HardMemoryLimit { get; init; }

    /// <summary>
    /// Whether messages for an actor whose process was lost wait until it is started again, at most 10,000 of them. Otherwise, and beyond
    /// that, they are dead letters, and an Ask fails at once. Means nothing for a hosted object. Default: true.
    /// </summary>
    public bool MessagesWait { get; init; } = true;

    /// <summary>How each call is handled that does not say otherwise. Default: no limits.</summary>
    public JobOptions? Calls { get; init; }

    /// <summary>A pool's options, for the one process of a hosted object.</summary>
    internal ProcessPoolOptions ForOneProcess(ProcessPoolOptions pool) => pool with
    {
        Workers = 1,
        SpareWorkers = 0,
        MaxTasksPerWorker = null,
        SoftMemoryLimit = null,
        HardMemoryLimit = HardMemoryLimit ?? pool.HardMemoryLimit,
        QueueCapacity = int.MaxValue,
        Retry = RetryPolicy.None,
    };

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRestarts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RestartWindow, TimeSpan.Zero);
        if (!ProcessPoolOptions.IsEnough(HardMemoryLimit))
        {
            throw new ArgumentOutOfRangeException(
                nameof(HardMemoryLimit),
                HardMemoryLimit,
                $"HostedOptions.HardMemoryLimit is {HardMemoryLimit?.Explained}; it must be {ProcessPoolOptions.MemoryRule}.");
        }
    }
}
