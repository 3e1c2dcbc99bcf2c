namespace Troupe.Shared.Channels;

/// <summary>What is asked of a channel.</summary>
internal static class ChannelOperation
{
    /// <summary>Flag: may wait. Then the item. Answer: done, refused (full) or closed.</summary>
    public const byte Write = 16;

    /// <summary>Flags: may wait, is to be acknowledged. Answer: delivery number and count when it is to be acknowledged, the item.</summary>
    public const byte Read = 17;

    /// <summary>Then an error, or nothing. No answer.</summary>
    public const byte Complete = 18;

    /// <summary>Answer: how many items wait to be read.</summary>
    public const byte Count = 19;

    /// <summary>Delivery number, flag: acknowledged (else given back). No answer.</summary>
    public const byte Settle = 20;

    /// <summary>Answered when every item was read and, where that was asked for, acknowledged.</summary>
    public const byte Drain = 21;

    /// <summary>Number of the ring. Answer: what leads to the ring; or refused.</summary>
    public const byte Open = 22;

    /// <summary>Number of the ring. Somebody who waits may have what he waits for. No answer.</summary>
    public const byte Ring = 23;
}
