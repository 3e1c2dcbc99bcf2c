namespace Troupe.SharedState.FastPaths;

/// <summary>
/// What is asked of an object that hands items on. Each request begins with the number of the queue: 0 for a channel, the number of the end
/// that writes for a pipe.
/// </summary>
internal static class ItemOperation
{
    /// <summary>Flag: may wait. Then the item. Answer: done, refused (full) or closed.</summary>
    public const byte Write = 16;

    /// <summary>Flags: may wait, is to be acknowledged. Answer: delivery number and count when it is to be acknowledged, the item; or
    /// refused (none), or closed.</summary>
    public const byte Read = 17;

    /// <summary>Answer: what leads to the queue's ring; or refused.</summary>
    public const byte Open = 18;

    /// <summary>A waiting request may now be possible. No answer.</summary>
    public const byte Signal = 19;
}
