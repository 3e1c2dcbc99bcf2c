namespace Troupe.SharedState.FastPaths;

/// <summary>What the slots say, and how they are reached.</summary>
internal sealed unsafe partial class SharedRing
{
    /// <summary>How many items there are, or are being written; it may change at any time.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            var head = Volatile.Read(ref Head);
            // The tail may be behind what the home has put behind its barrier.
            for (var position = head; position < head + Slots; position++)
            {
                var (lap, slot) = At(position);
                var state = Volatile.Read(ref State(slot));
                if (SlotState.LapOf(state) < lap
                    || (SlotState.LapOf(state) == lap && SlotState.PhaseOf(state) is SlotState.Phase.Free or SlotState.Phase.Barrier))
                {
                    break;
                }

                count += SlotState.LapOf(state) == lap && SlotState.PhaseOf(state) != SlotState.Phase.Skipped ? 1 : 0;
            }
            return count;
        }
    }

    /// <summary>Whether it is worth searching for an item.</summary>
    public bool MayHaveItems
    {
        get
        {
            var (lap, slot) = At(Volatile.Read(ref Head));
            var state = Volatile.Read(ref State(slot));
            return SlotState.LapOf(state) > lap
                || SlotState.PhaseOf(state) is SlotState.Phase.Full or SlotState.Phase.Claimed or SlotState.Phase.Skipped;
        }
    }

    /// <summary>Whether there is nothing to read and nothing being written.</summary>
    public bool IsEmpty
    {
        get
        {
            PassFreed();
            var (lap, slot) = At(Volatile.Read(ref Head));
            var state = Volatile.Read(ref State(slot));
            return SlotState.LapOf(state) == lap && SlotState.PhaseOf(state) is SlotState.Phase.Free or SlotState.Phase.Barrier;
        }
    }

    /// <summary>How often one call looks again because others were faster; more than ever happens in memory that is not damaged.</summary>
    private int Patience => (8 * Slots) + 4096;

    private (long Lap, nint Slot) At(long position) =>
        position >= 0 ? (position / Slots, (nint)(_start + SlotsOffset + (position % Slots * _stride))) : throw Damaged();

    private static ref ulong State(nint slot) => ref *(ulong*)slot;

    private static void Fill(nint slot, ReadOnlySpan<byte> item, AcceptanceOrder order)
    {
        (*(long*)(slot + 8), *(long*)(slot + 16), *(int*)(slot + 24)) = (order.Position, order.Rank, item.Length);
        item.CopyTo(new Span<byte>((void*)(slot + SlotHead), item.Length));
    }

    /// <summary>What it copies counts only if the slot is still full afterwards.</summary>
    private void Copy(nint slot, ref byte[] buffer, out int length, out AcceptanceOrder order)
    {
        length = *(int*)(slot + 24);
        order = new AcceptanceOrder(*(long*)(slot + 8), *(long*)(slot + 16));
        if ((uint)length > (uint)LargestItem)
            throw Damaged();
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, 2 * buffer.Length)];
        new ReadOnlySpan<byte>((void*)(slot + SlotHead), length).CopyTo(buffer);
    }

    /// <returns>The first full slot in a range; -1 when there is none.</returns>
    private long FirstFull(long from, long to)
    {
        for (var position = from; position < to; position++)
        {
            var (lap, slot) = At(position);
            if (Volatile.Read(ref State(slot)) == SlotState.Of(SlotState.Phase.Full, lap))
                return position;
        }
        return -1;
    }

    private bool IsFree(long position)
    {
        var (lap, slot) = At(position);
        var state = Volatile.Read(ref State(slot));
        return state == SlotState.Of(SlotState.Phase.Free, lap) || (SlotState.LapOf(state) == lap - 1 && TryFree(slot, state));
    }

    /// <summary>Frees a slot that holds nothing and never will.</summary>
    private static bool TryFree(nint slot, ulong state) =>
        SlotState.PhaseOf(state) == SlotState.Phase.Skipped
        && Interlocked.CompareExchange(ref State(slot), SlotState.Of(SlotState.Phase.Free, SlotState.LapOf(state) + 1), state) == state;

    /// <summary>Moves the head past slots that are free again.</summary>
    private void PassFreed()
    {
        for (var tries = Patience; tries > 0; tries--)
        {
            var head = Volatile.Read(ref Head);
            var (lap, slot) = At(head);
            var state = Volatile.Read(ref State(slot));
            if (SlotState.LapOf(state) <= lap && !(SlotState.LapOf(state) == lap && TryFree(slot, state)))
                return;
            Interlocked.CompareExchange(ref Head, head + 1, head);
        }
        throw Damaged();
    }

    private static InvalidDataException Damaged() =>
        new("The shared memory of a channel or pipe is damaged: code in one of the processes that use it has written where it should not.");
}
