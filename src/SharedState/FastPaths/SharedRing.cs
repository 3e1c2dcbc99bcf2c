using System.Diagnostics.CodeAnalysis;

namespace Troupe.SharedState.FastPaths;

/// <summary>
/// A queue of bytes in shared memory that any number of processes write and read without a lock: a process that dies in the middle
/// of it blocks no other.
/// <code>
///   0 head of the page · 8 slots · 12 bytes of a slot · 64 tail (next to write) · 128 head (next to read)
///   192 attention · 196 doorbell · 256 slots: state · position · rank · length · bytes
/// </code>
/// A writer claims the slot at the tail by changing its state, fills it, and sets it full: that is the moment of the write. A
/// reader copies a full slot's bytes and then frees it: if that change of state succeeds the copy is its item. A slot that is
/// claimed and not yet full is passed by; when its writer has died, the home marks it (<see cref="Sweep"/>). Head and tail only
/// say where to begin to look, and a process that finds one behind advances it. The slot at the tail is always free: the last free one
/// is not claimed, so that the home finds a slot for its barrier.
/// </summary>
/// <remarks>
/// Every process checks what it reads: memory that another has damaged gives <see cref="InvalidDataException"/>, and no loop
/// goes round for longer than a few laps. All members may be called from any thread; those of the home say so.
/// </remarks>
internal sealed unsafe partial class SharedRing
{
    private const int SlotsOffset = 256;
    private const int SlotHead = 32;

    private readonly FastPathMemory _page;
    private readonly byte* _start;
    private readonly int _stride;

    private SharedRing(FastPathMemory page, int slots, int stride)
    {
        (_page, Slots, _stride) = (page, slots, stride);
        _start = page.Start;
    }

    public FastPathMemory Page => _page;

    /// <summary>One more than the items that it takes.</summary>
    public int Slots { get; }

    /// <summary>The longest item that fits, in bytes.</summary>
    public int LargestItem => _stride - SlotHead;

    private ref long Tail => ref *(long*)(_start + 64);

    private ref long Head => ref *(long*)(_start + 128);

    /// <returns>Null when this system has no such memory, or none to spare.</returns>
    public static SharedRing? TryCreate(int capacity, int largestItem)
    {
        var slots = capacity + 1;
        var stride = (largestItem + SlotHead + 7) & ~7;
        if (FastPathMemory.TryCreate(SlotsOffset + ((long)slots * stride)) is not { } page)
            return null;
        (*(int*)(page.Start + 8), *(int*)(page.Start + 12)) = (slots, stride);
        return new SharedRing(page, slots, stride);
    }

    /// <summary>The ring that a page of another process holds.</summary>
    /// <exception cref="InvalidDataException">It is no ring.</exception>
    public static SharedRing Of(FastPathMemory page)
    {
        var (slots, stride) = page.Size < SlotsOffset ? (0, 0) : (*(int*)(page.Start + 8), *(int*)(page.Start + 12));
        if (slots >= 2 && stride >= SlotHead && stride % 8 == 0 && SlotsOffset + ((long)slots * stride) <= page.Size)
            return new SharedRing(page, slots, stride);
        page.Release();
        throw Damaged();
    }

    /// <summary>Writes an item behind all others.</summary>
    /// <param name="owner">The writing process's number on this ring.</param>
    /// <param name="item">At most <see cref="LargestItem"/> bytes.</param>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public RingWrite TryWrite(int owner, ReadOnlySpan<byte> item)
    {
        for (var tries = Patience; tries > 0; tries--)
        {
            var position = Volatile.Read(ref Tail);
            var (lap, slot) = At(position);
            var state = Volatile.Read(ref State(slot));
            if (state == SlotState.Of(SlotState.Phase.Free, lap))
            {
                if (!IsFree(position + 1))
                {
                    if (Volatile.Read(ref Tail) == position)
                        return RingWrite.Full;
                    continue;
                }
                var claim = SlotState.Of(SlotState.Phase.Claimed, lap, owner);
                if (Interlocked.CompareExchange(ref State(slot), claim, state) != state)
                    continue;
                Interlocked.CompareExchange(ref Tail, position + 1, position);
                Fill(slot, item, new AcceptanceOrder(position, 0));
                // It fails only when the home takes this process for dead.
                return Interlocked.CompareExchange(ref State(slot), SlotState.Of(SlotState.Phase.Full, lap), claim) == claim
                    ? RingWrite.Done
                    : RingWrite.Barred;
            }
            if (state == SlotState.Of(SlotState.Phase.Barrier, lap))
                return RingWrite.Barred;
            // It is claimed, and the tail does not say so yet.
            Interlocked.CompareExchange(ref Tail, position + 1, position);
        }
        throw Damaged();
    }

    /// <summary>Takes the first item that is there.</summary>
    /// <param name="buffer">Where its bytes are copied to; replaced by a larger one when it is too small.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="order">Its position in the order of items.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public bool TryTake([NotNull] ref byte[]? buffer, out int length, out AcceptanceOrder order)
    {
        buffer ??= new byte[256];
        var position = Volatile.Read(ref Head);
        var firstPassed = -1L;
        for (var tries = Patience; tries > 0; tries--)
        {
            var (lap, slot) = At(position);
            var state = Volatile.Read(ref State(slot));
            if (state == SlotState.Of(SlotState.Phase.Full, lap))
            {
                // A process that was still writing then may have finished and written this one, too: its earlier item goes first.
                if (firstPassed >= 0 && FirstFull(firstPassed, position) is >= 0 and var earlier)
                {
                    (position, firstPassed) = (earlier, -1);
                    continue;
                }
                Copy(slot, ref buffer, out length, out order);
                if (Interlocked.CompareExchange(ref State(slot), SlotState.Of(SlotState.Phase.Free, lap + 1), state) == state)
                {
                    PassFreed();
                    return true;
                }
            }
            else if (SlotState.LapOf(state) > lap || state == SlotState.Of(SlotState.Phase.Claimed, lap, SlotState.OwnerOf(state)))
            {
                // Taken by another, or still being written: the next one may be there already.
                if (SlotState.LapOf(state) == lap && firstPassed < 0)
                    firstPassed = position;
                position++;
            }
            else if (SlotState.PhaseOf(state) != SlotState.Phase.Skipped)
            {
                break;
            }
            else
            {
                TryFree(slot, state);
            }
        }
        PassFreed();
        (length, order) = (0, default);
        return false;
    }
}
