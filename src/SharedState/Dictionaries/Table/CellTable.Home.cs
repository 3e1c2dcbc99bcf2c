using System.Runtime.InteropServices;

namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>What only the table's home does. For one thread at a time.</summary>
internal sealed unsafe partial class CellTable
{
    /// <summary>Larger ones take long to read, and change meanwhile. At home they are counted at once.</summary>
    private const int MostBucketsToCollect = 1 << 15;

    private const int CollectTries = 3;

    /// <summary>Bytes of the log.</summary>
    public int Room => (int)(_size - _log);

    /// <summary>Bytes of the log that were taken.</summary>
    public int UsedBytes => (int)Math.Clamp(Volatile.Read(ref Tail) - _log, 0, Room);

    /// <summary>The bytes that a key and its value take.</summary>
    public static int SizeOf(int key, int value) => SizeOf(KeyHead + key) + SizeOf(ValueHead + value);

    /// <summary>Ends the table: whatever is done later is refused to all.</summary>
    /// <returns>What it held.</returns>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public List<TableEntry> Freeze()
    {
        var words = new List<(uint Place, uint Word)>();
        // First the heads, all of them: then no further key can be added, and a walk meets every one.
        for (uint bucket = 0; bucket < _buckets; bucket++)
            Interlocked.Or(ref Head(bucket), Frozen);
        Walk(words, static (ref uint word) => Interlocked.Or(ref word, Frozen) | Frozen);
        return Entries(words);
    }

    /// <summary>Reads everything as it is at one moment, without blocking changes.</summary>
    /// <returns>Null when it changed all the time.</returns>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public List<TableEntry>? TryCollect()
    {
        if (_buckets > MostBucketsToCollect)
            return null;
        var (before, after) = (new List<(uint Place, uint Word)>(), new List<(uint Place, uint Word)>());
        Walk(before, static (ref uint word) => Volatile.Read(ref word));
        for (var tries = 0; tries < CollectTries; tries++)
        {
            Thread.MemoryBarrier();
            Walk(after, static (ref uint word) => Volatile.Read(ref word));
            // No word ever has a content again that it had before: what is alike in both walks was so in between, all of it.
            if (CollectionsMarshal.AsSpan(before).SequenceEqual(CollectionsMarshal.AsSpan(after)))
                return Entries(after);
            (before, after) = (after, before);
            after.Clear();
        }
        return null;
    }

    /// <summary>The bytes of an entry's key, where they lie.</summary>
    public ReadOnlySpan<byte> Key(in TableEntry entry) => KeyAt(entry.Key);

    /// <summary>The bytes of an entry's value, where they lie.</summary>
    public ReadOnlySpan<byte> Value(in TableEntry entry) => ValueOf(entry.Word);

    /// <summary>The version of an entry's value.</summary>
    public ulong Version(in TableEntry entry) => VersionOf(entry.Word);

    /// <summary>The table can no longer be found, and this process releases it.</summary>
    /// <param name="object">Whether the object has been disposed: late changes are then refused with that reason.</param>
    public void End(bool @object)
    {
        if (@object)
            Volatile.Write(ref *(int*)(_start + 64), 1);
        _page.Unname();
        Retire();
    }

    private void Walk(List<(uint Place, uint Word)> words, Look look)
    {
        var left = MostKeys;
        for (uint bucket = 0; bucket < _buckets; bucket++)
        {
            var head = Volatile.Read(ref Head(bucket));
            if ((head & PlaceMask) == 0)
                continue;
            words.Add((bucket, head));
            for (var place = Follow(head, ref left); place != 0; place = Follow(Next(place), ref left))
                words.Add((place, look(ref Word(place))));
        }
    }

    private List<TableEntry> Entries(List<(uint Place, uint Word)> words)
    {
        var entries = new List<TableEntry>();
        var bytes = 0L;
        foreach (var (place, word) in words)
        {
            // What is in front of the log is a bucket's number.
            if (place < _log || !IsPresent(word))
                continue;
            entries.Add(new TableEntry(place, word));
            bytes += SizeOf(KeyAt(place).Length, ValueOf(word).Length);
        }
        // Many words that lead to one long value could make the home run out of memory.
        return bytes <= Room ? entries : throw Damaged();
    }

    private delegate uint Look(ref uint word);
}
