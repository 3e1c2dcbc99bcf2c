using Troupe.SharedState.FastPaths;

namespace Troupe.SharedState.Channels;

/// <summary>
/// The items of one channel: those that wait, in order, and those that were handed out and are not acknowledged. An item
/// that comes back takes its old place again.
/// </summary>
/// <param name="capacity">How many may wait.</param>
internal sealed class ChannelItems(int capacity)
{
    private readonly Dictionary<ulong, (Participant Reader, RingItem Item)> _handedOut = [];
    private ulong _lastDelivery;

    /// <summary>Those that wait.</summary>
    public ItemQueue Waiting { get; } = new(capacity);

    public bool IsDrained => Waiting.IsEmpty && _handedOut.Count == 0;

    /// <returns>The number to acknowledge it by.</returns>
    public ulong HandOut(RingItem item, Participant reader)
    {
        item.Deliveries++;
        _handedOut.Add(++_lastDelivery, (reader, item));
        return _lastDelivery;
    }

    /// <summary>Whether a reader other than this one holds items that may come back.</summary>
    public bool OthersHold(Participant reader) => _handedOut.Values.Any(delivery => delivery.Reader != reader);

    /// <summary>An item was acknowledged, or is returned.</summary>
    /// <returns>False when it was settled before, or its reader counts as ended.</returns>
    public bool Settle(ulong delivery, bool acknowledged)
    {
        if (!_handedOut.Remove(delivery, out var held))
            return false;
        if (!acknowledged)
            Waiting.PutBack(held.Item);
        return true;
    }

    /// <summary>Readers have ended: what they had not acknowledged comes back.</summary>
    public void Requeue(Func<Participant, bool> ended)
    {
        foreach (var (delivery, held) in _handedOut.Where(entry => ended(entry.Value.Reader)).ToList())
            Settle(delivery, acknowledged: false);
    }
}
