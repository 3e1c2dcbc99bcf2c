namespace Troupe;

/// <summary>What maps and streams have in common: how each of their items is handled. Immutable.</summary>
public abstract record ItemOptions
{
    private protected ItemOptions()
    {
    }

    /// <summary>Items per message, at least 1. Null, the default: chosen by the call, see there.</summary>
    public int? ChunkSize
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ChunkSize), value, "A chunk has at least 1 item; null means automatic.");
    }

    /// <summary>The longest one item may run; see <see cref="JobOptions.Timeout"/>. Null, the default: no limit.</summary>
    public TimeSpan? ItemTimeout { get; init; }

    /// <summary>When an item is tried again. Null, the default: the pool's policy.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Which waiting jobs the items overtake. Default: <see cref="JobPriority.Normal"/>.</summary>
    public JobPriority Priority { get; init; }

    /// <summary>A name for logs and errors. Default: the function's.</summary>
    public string? Name { get; init; }

    internal JobOptions ToJobOptions(RetryPolicy byDefault) =>
        new() { Timeout = ItemTimeout, Retry = Retry ?? byDefault, Priority = Priority, Name = Name };
}
