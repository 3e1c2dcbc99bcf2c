namespace Troupe;

/// <summary>
/// How <c>StreamAsync</c> and <c>OutcomesAsync</c> go about their items. Without a chunk size a chunk is one item at first,
/// and more while items turn out to be quick. Immutable.
/// </summary>
public sealed record StreamOptions : ItemOptions
{
    /// <summary>All defaults.</summary>
    public static StreamOptions Default { get; } = new();

    /// <summary>Whether results come in the order of the input. Default true; false gives each as soon as it is there.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>
    /// The most items that are taken from the input and not yet given to the reader, at least 1. Default 1,024. A slow
    /// reader thus stops the input, and memory stays bounded.
    /// </summary>
    public int LookAhead
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LookAhead), value, "The look-ahead is at least 1 item.");
    } = 1024;
}
