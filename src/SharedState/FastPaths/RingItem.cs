namespace Troupe.SharedState.FastPaths;

/// <summary>One item at its home, still encoded.</summary>
internal sealed class RingItem(AcceptanceOrder order, ReadOnlyMemory<byte> bytes)
{
    /// <summary>Its position in the order in which items were accepted.</summary>
    public AcceptanceOrder Order => order;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>How often it was handed to a reader that is to acknowledge it.</summary>
    public uint Deliveries { get; set; }
}
