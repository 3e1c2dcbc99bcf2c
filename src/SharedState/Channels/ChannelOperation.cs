namespace Troupe.SharedState.Channels;

/// <summary>What is asked of a channel besides the <see cref="FastPaths.ItemOperation"/>s.</summary>
internal static class ChannelOperation
{
    /// <summary>Then an error, or nothing. No answer.</summary>
    public const byte Complete = 32;

    /// <summary>Answer: how many items wait to be read.</summary>
    public const byte Count = 33;

    /// <summary>Delivery number, flag: acknowledged (else returned). No answer.</summary>
    public const byte Settle = 34;

    /// <summary>Answered when every item was read and, where that was asked for, acknowledged.</summary>
    public const byte Drain = 35;
}
