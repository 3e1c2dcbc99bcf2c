namespace Troupe.Shared.Channels;

/// <summary>One item, still encoded.</summary>
internal sealed class ChannelItem(ulong place, ReadOnlyMemory<byte> bytes)
{
    /// <summary>Its place in the order in which items were accepted.</summary>
    public ulong Place => place;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>How often it was handed to a reader.</summary>
    public uint Deliveries { get; set; }
}
