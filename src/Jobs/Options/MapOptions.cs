namespace Troupe;

/// <summary>
/// How <c>MapAsync</c> and <c>StarMapAsync</c> go about their items. Without a chunk size a chunk is a quarter of a worker's
/// share, at most 65,000 items. Immutable.
/// </summary>
public sealed record MapOptions : ItemOptions
{
    /// <summary>All defaults.</summary>
    public static MapOptions Default { get; } = new();
}
