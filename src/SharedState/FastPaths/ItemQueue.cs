using System.Diagnostics.CodeAnalysis;

namespace Troupe.SharedState.FastPaths;

/// <summary>
/// The items of a channel, or of one direction of a pipe, at their home. They lie in a list until a process asks for a ring
/// (<see cref="Open"/>); from then on all processes write and take there, and the list has only what the ring cannot take. What
/// is in the list is behind what is in the ring, and as long as there is something only the home writes. For one thread at a time.
/// </summary>
/// <param name="capacity">How many items it takes.</param>
internal sealed class ItemQueue(int capacity)
{
    /// <summary>The home's own number on the ring; others get theirs by <see cref="Open"/>.</summary>
    private const int Home = 0;

    private const int LargestRing = 1 << 20;
    private const int MostSlots = 4096;
    private const int FewestSlots = 16;
    private const int SmallestRoom = 1024;
    private const int LargestRoom = 64 * 1024;

    private readonly LinkedList<RingItem> _list = [];
    private readonly Dictionary<SharedPeer, int> _owners = [];

    /// <summary>Numbers of processes that have died, to be given again.</summary>
    private readonly Stack<int> _freeNumbers = [];
    private SharedRing? _ring;
    private byte[]? _buffer;
    private long _lastRank;
    private int _longest;
    private bool _closed;

    public int Count => _list.Count + (_ring?.Count ?? 0);

    /// <summary>Whether nothing is there and nothing on its way.</summary>
    public bool IsEmpty => _list.Count == 0 && _ring is not { IsEmpty: false };

    /// <returns>False when there is no room.</returns>
    public bool TryAdd(ReadOnlyMemory<byte> bytes)
    {
        _longest = Math.Max(_longest, bytes.Length);
        if (_ring is { IsBarred: false } ring && bytes.Length <= ring.LargestItem)
        {
            if (ring.TryWrite(Home, bytes.Span) == RingWrite.Done)
                return true;
            if (capacity < ring.Slots)
                return false;
        }
        if (Count >= capacity)
            return false;
        _ring?.Bar();
        _list.AddLast(new RingItem(NextPlace(), bytes));
        Settle();
        return true;
    }

    public bool TryTake([NotNullWhen(true)] out RingItem? item)
    {
        if (_ring is not null && _ring.TryTake(ref _buffer, out var length, out var order))
            item = new RingItem(order, _buffer.AsMemory(0, length).ToArray());
        else if ((item = _list.First?.Value) is not null)
            _list.RemoveFirst();
        Settle();
        return item is not null;
    }

    /// <summary>An item that was taken comes back to its old position.</summary>
    public void PutBack(RingItem item)
    {
        _ring?.Bar();
        MoveToList();
        var next = _list.First;
        while (next is not null && next.Value.Order.CompareTo(item.Order) < 0)
            next = next.Next;
        if (next is null)
            _list.AddLast(item);
        else
            _list.AddBefore(next, item);
        Settle();
    }

    /// <summary>From now on every write goes through the home; what is there can be taken.</summary>
    public void Close()
    {
        _closed = true;
        _ring?.Bar();
    }

    public void Clear()
    {
        while (TryTake(out _))
        {
        }
    }

    /// <summary>Lets a process write and take by itself.</summary>
    /// <param name="peer">The process.</param>
    /// <returns>What the process needs to find the ring; null when this system has no such memory, or none to spare.</returns>
    public byte[]? Open(SharedPeer peer)
    {
        if (_owners.Count == SlotState.MostOwners || (_ring is null && !TryMakeRing()))
            return null;
        if (!_owners.TryGetValue(peer, out var owner))
            _owners.Add(peer, owner = _freeNumbers.TryPop(out var free) ? free : _owners.Count + 1);
        return _ring!.Page.Describe((ulong)owner);
    }

    /// <summary>A process has died: what it was about to write will not come, and a signal it may have been about to send is
    /// lost.</summary>
    public void Forget(SharedPeer peer)
    {
        if (_ring is null)
            return;
        if (_owners.Remove(peer, out var owner))
        {
            // After this no claim on the ring has its number, and the dead make no further one: it can be another's.
            _ring.Sweep(owner);
            _freeNumbers.Push(owner);
        }
        _ring.Listen();
    }

    /// <summary>The doorbell was signalled.</summary>
    public void Listen() => _ring?.Listen();

    /// <summary>Says which requests wait here.</summary>
    /// <returns>Whether it was not said before: what was done just before that is to be looked for once more.</returns>
    public bool Announce(RingAttention attention)
    {
        if (_ring is null || _ring.Attention is var before && before == attention)
            return false;
        _ring.Attention = attention;
        return (attention & ~before) != 0;
    }

    public void End() => _ring?.Page.End();

    private bool TryMakeRing()
    {
        var room = Math.Clamp(
            (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(_longest, LargestRoom)),
            SmallestRoom,
            LargestRoom);
        _ring = SharedRing.TryCreate(Math.Min(capacity, Math.Clamp(LargestRing / room, FewestSlots, MostSlots)), room);
        _ring?.Bar();
        Settle();
        return _ring is not null;
    }

    /// <summary>What is in the ring goes before what is in the list.</summary>
    private void MoveToList()
    {
        var first = _list.First;
        while (_ring is not null && _ring.TryTake(ref _buffer, out var length, out var order))
        {
            var item = new RingItem(order, _buffer.AsMemory(0, length).ToArray());
            if (first is null)
                _list.AddLast(item);
            else
                _list.AddBefore(first, item);
        }
    }

    /// <summary>Behind the last position before the barrier: what is written to the ring next has that of the barrier.</summary>
    private AcceptanceOrder NextPlace() => new((_ring?.Barrier ?? 0) - 1, ++_lastRank);

    /// <summary>Brings what it can from the list to the ring, and opens that to all again when the list is empty.</summary>
    private void Settle()
    {
        if (_ring is not { IsBarred: true } ring)
            return;
        ring.Refill(_list);
        if (_list.Count == 0 && !_closed)
            ring.LiftBarrier();
    }
}
