namespace Troupe.Shared.Channels;

/// <summary>
/// The items of one channel: those that wait, in order, and those that were handed out and are not acknowledged. An item
/// that comes back takes its old place again.
/// </summary>
internal sealed class ChannelItems
{
    private readonly LinkedList<ChannelItem> _waiting = [];
    private readonly Dictionary<ulong, (Participant Reader, ChannelItem Item)> _handedOut = [];
    private ulong _lastPlace;
    private ulong _lastDelivery;

    public int Waiting => _waiting.Count;

    public bool IsDrained => _waiting.Count == 0 && _handedOut.Count == 0;

    public void Add(ReadOnlyMemory<byte> bytes) => _waiting.AddLast(new ChannelItem(++_lastPlace, bytes));

    public ChannelItem Take()
    {
        var item = _waiting.First!.Value;
        _waiting.RemoveFirst();
        item.Deliveries++;
        return item;
    }

    /// <returns>The number to acknowledge it by.</returns>
    public ulong HandOut(ChannelItem item, Participant reader)
    {
        _handedOut.Add(++_lastDelivery, (reader, item));
        return _lastDelivery;
    }

    /// <summary>Whether somebody else than this reader holds items that may come back.</summary>
    public bool OthersHold(Participant reader) => _handedOut.Values.Any(delivery => delivery.Reader != reader);

    /// <summary>An item was acknowledged, or is given back.</summary>
    /// <returns>False when it was settled before, or its reader counts as ended.</returns>
    public bool Settle(ulong delivery, bool acknowledged)
    {
        if (!_handedOut.Remove(delivery, out var held))
            return false;
        if (!acknowledged)
            PutBack(held.Item);
        return true;
    }

    /// <summary>Readers have ended: what they had not acknowledged comes back.</summary>
    public void GiveBack(Func<Participant, bool> ended)
    {
        foreach (var (delivery, held) in _handedOut.Where(entry => ended(entry.Value.Reader)).ToList())
            Settle(delivery, acknowledged: false);
    }

    private void PutBack(ChannelItem item)
    {
        var next = _waiting.First;
        while (next is not null && next.Value.Place < item.Place)
            next = next.Next;
        if (next is null)
            _waiting.AddLast(item);
        else
            _waiting.AddBefore(next, item);
    }
}
