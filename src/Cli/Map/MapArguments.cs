namespace Troupe.Cli.Map;

/// <summary>What <c>troupe map</c> was asked to do.</summary>
internal sealed record MapArguments
{
    /// <summary>Stands for standard input or standard output.</summary>
    public const string Standard = "-";

    public required string Assembly { get; init; }

    public required string Function { get; init; }

    public string Input { get; init; } = Standard;

    public string Output { get; init; } = Standard;

    /// <summary>Whether a NUL ends an item, not a line feed.</summary>
    public bool Null { get; init; }

    /// <summary>Whether results show their items.</summary>
    public bool WithItems { get; init; }

    public int? Workers { get; init; }

    public MemoryLimit? MemoryLimit { get; init; }

    public int? Chunk { get; init; }

    public TimeSpan? Timeout { get; init; }

    public int? Retries { get; init; }

    public bool Unordered { get; init; }

    public bool KeepGoing { get; init; }

    public bool Resume { get; init; }

    public bool RetryFailed { get; init; }

    public string? Config { get; init; }
}
