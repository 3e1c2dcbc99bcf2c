namespace Troupe.Jobs;

/// <summary>What a pool's options say of calls. Immutable; one instance per pool.</summary>
internal sealed record CallRules
{
    /// <summary>The longest message, in bytes.</summary>
    public long MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    /// <summary>Whether jobs run in their caller's culture when they do not say it themselves.</summary>
    public bool FlowCulture { get; init; } = true;

    /// <summary>The plug-in that the workers run; null for this program.</summary>
    public string? PluginPath { get; init; }

    /// <summary>When jobs are tried again that do not say it themselves.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>What becomes of a call when the queue is full.</summary>
    public QueueFullMode QueueFullMode { get; init; }

    /// <summary>What <see cref="MaxMessageBytes"/> is unless the application says otherwise.</summary>
    public const long DefaultMaxMessageBytes = 1L << 30;
}
