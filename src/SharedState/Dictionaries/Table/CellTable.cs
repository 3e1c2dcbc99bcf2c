using System.Security.Cryptography;

namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>
/// Keys and values in shared memory that any number of processes read and change without a lock: a process that stops or dies in the
/// middle of it blocks no other and leaves nothing half done.
/// <code>
///   0 head of the page · 64 ended · 68 buckets · 72 longest part · 80 seed · 128 tail of the log · 192 heads of the buckets · log
///   log:  key    hash · next · word · length · bytes
///         value  length · bytes
/// </code>
/// The log only grows: room is taken by moving its tail, filled, and then shown to others by one change of one word, the head of a
/// bucket for a key, the key's word for a value. A key stays where it is once it is there. Its word says where its value is, so
/// the place is also the value's version: no place is used twice in one table. A word that says "removed" keeps the place, so that no word
/// ever has a content again that it had before.
/// </summary>
/// <remarks>
/// The home ends a table by freezing all its words (<see cref="Freeze"/>): a change of a frozen word cannot succeed, so what was done
/// before counts, and what comes later goes to the home. Every process checks what it reads: memory that another has damaged gives
/// <see cref="InvalidDataException"/>, and no loop goes round for ever. All members may be called from any thread between
/// <see cref="TryEnter"/> and <see cref="Exit"/>; those of the home say so.
/// </remarks>
internal sealed unsafe partial class CellTable
{
    private const int HeadsOffset = 192;
    private const int KeyHead = 16;
    private const int ValueHead = 4;
    private const uint Removed = 1;
    private const uint Frozen = 2;
    private const uint PlaceMask = ~3u;

    /// <summary>In the count of those inside: no further entry is allowed.</summary>
    private const int Retired = int.MinValue;

    private readonly FastPathMemory _page;
    private readonly byte* _start;
    private readonly uint _buckets;
    private readonly uint _log;
    private readonly uint _size;
    private readonly ulong _seed;
    private int _inside;

    private CellTable(FastPathMemory page, uint number)
    {
        (_page, Number) = (page, number);
        _start = page.Start;
        _buckets = *(uint*)(_start + 68);
        LargestPart = *(int*)(_start + 72);
        _seed = *(ulong*)(_start + 80);
        _log = HeadsOffset + (_buckets * sizeof(uint));
        _size = (uint)page.Size;
    }

    /// <summary>Which of the object's tables it is; the upper half of its versions.</summary>
    public uint Number { get; }

    /// <summary>The longest key or value that it takes, in bytes.</summary>
    public int LargestPart { get; }

    /// <summary>Where the memory begins in this process.</summary>
    public nint Start => (nint)_start;

    /// <summary>Whether the object has been disposed.</summary>
    public bool ObjectHasEnded => Volatile.Read(ref *(int*)(_start + 64)) != 0;

    private ref long Tail => ref *(long*)(_start + 128);

    /// <summary>Makes an empty table; for the home.</summary>
    /// <param name="number">Its number, never given before.</param>
    /// <param name="room">Bytes of its log.</param>
    /// <param name="buckets">A power of two.</param>
    /// <param name="largestPart">The longest key or value.</param>
    /// <returns>Null when this system has no such memory, or none to spare.</returns>
    public static CellTable? TryCreate(uint number, int room, int buckets, int largestPart)
    {
        if (FastPathMemory.TryCreate(HeadsOffset + ((long)buckets * sizeof(uint)) + room) is not { } page)
            return null;
        (*(int*)(page.Start + 68), *(int*)(page.Start + 72)) = (buckets, largestPart);
        *(ulong*)(page.Start + 80) = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var table = new CellTable(page, number);
        table.Tail = table._log;
        return table;
    }

    /// <summary>The table that a page of another process holds.</summary>
    /// <exception cref="InvalidDataException">It is no table.</exception>
    public static CellTable Of(FastPathMemory page, uint number)
    {
        var (buckets, largest) = page.Size < HeadsOffset ? (0, 0) : (*(int*)(page.Start + 68), *(int*)(page.Start + 72));
        if (buckets > 0 && (buckets & (buckets - 1)) == 0 && largest > 0 && page.Size <= int.MaxValue
            && HeadsOffset + ((long)buckets * sizeof(uint)) <= page.Size)
        {
            return new CellTable(page, number);
        }

        page.Release();
        throw Damaged();
    }

    /// <summary>What another process needs to find it; for the home.</summary>
    public byte[] Describe() => _page.Describe(Number);

    /// <summary>Keeps the memory in place until <see cref="Exit"/>.</summary>
    /// <returns>False when this process has released it.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) > 0)
            return true;
        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _inside) == Retired)
            _page.Discard();
    }

    /// <summary>This process releases it as soon as no thread is inside: unlike a ring's, a change made in memory that is gone would count
    /// as done. Called once.</summary>
    public void Retire()
    {
        if (Interlocked.Add(ref _inside, Retired) == Retired)
            _page.Discard();
    }

    private static InvalidDataException Damaged() =>
        new("The shared memory of a dictionary or value is damaged: code in one of the processes that use it has written where it "
            + "should not.");
}
