namespace Troupe.SharedState.FastPaths;

/// <summary>What only the ring's home does. For one thread at a time.</summary>
internal sealed unsafe partial class SharedRing
{
    /// <summary>Where the barrier stands; -1 when there is none.</summary>
    private long _barrier = -1;

    /// <summary>Whether only the home may write.</summary>
    public bool IsBarred => _barrier >= 0;

    /// <summary>The position that the barrier stands at.</summary>
    public long Barrier => _barrier;

    /// <summary>
    /// Puts a barrier behind all items: no other process writes until it is lifted. What was claimed before it may still be
    /// on its way.
    /// </summary>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public void Bar()
    {
        for (var tries = Patience; tries > 0 && !IsBarred; tries--)
        {
            var position = Volatile.Read(ref Tail);
            var (lap, slot) = At(position);
            var state = Volatile.Read(ref State(slot));
            if (state != SlotState.Of(SlotState.Phase.Free, lap))
                Interlocked.CompareExchange(ref Tail, position + 1, position);
            else if (Interlocked.CompareExchange(ref State(slot), SlotState.Of(SlotState.Phase.Barrier, lap), state) == state)
                _barrier = position;
        }
        if (!IsBarred)
            throw Damaged();
    }

    /// <summary>Lets all processes write again: the barrier's place is the next to be written.</summary>
    public void LiftBarrier()
    {
        if (!IsBarred)
            return;
        Set(_barrier, SlotState.Phase.Free);
        _barrier = -1;
    }

    /// <summary>
    /// Moves items to where the barrier stands and on from there, in order, as many as there is room for, and the barrier behind them.
    /// Readers see none of them before the first, which takes the barrier's place at last.
    /// </summary>
    /// <param name="items">What is to be written; those that were are taken off. One that was handed out before stays: the home counts how
    /// often.</param>
    public void Refill(LinkedList<RingItem> items)
    {
        var next = _barrier;
        RingItem? first = null;
        while (items.First is { Value.Deliveries: 0 } item && item.Value.Bytes.Length <= LargestItem && IsFree(next + 1))
        {
            if (first is null)
                first = item.Value;
            else
                Put(next, item.Value);
            items.RemoveFirst();
            next++;
        }
        if (first is null)
            return;
        Set(next, SlotState.Phase.Barrier);
        Put(_barrier, first);
        _barrier = next;
    }

    /// <summary>Gives up what a process had claimed and not filled: it has died.</summary>
    /// <param name="owner">Its number on this ring.</param>
    public void Sweep(int owner)
    {
        for (var index = 0; index < Slots; index++)
        {
            var slot = (nint)(_start + SlotsOffset + ((long)index * _stride));
            var state = Volatile.Read(ref State(slot));
            if (SlotState.PhaseOf(state) == SlotState.Phase.Claimed && SlotState.OwnerOf(state) == owner)
                Interlocked.CompareExchange(ref State(slot), SlotState.Of(SlotState.Phase.Skipped, SlotState.LapOf(state)), state);
        }
    }

    private void Put(long position, RingItem item)
    {
        Fill(At(position).Slot, item.Bytes.Span, item.Order);
        Set(position, SlotState.Phase.Full);
    }

    private void Set(long position, SlotState.Phase phase)
    {
        var (lap, slot) = At(position);
        Volatile.Write(ref State(slot), SlotState.Of(phase, lap));
    }
}
