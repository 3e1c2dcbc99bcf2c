namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>What the memory says, and how it is reached. Every place is checked before it is read.</summary>
internal sealed unsafe partial class CellTable
{
    private static bool IsPresent(uint word) => (word & PlaceMask) != 0 && (word & Removed) == 0;

    /// <returns>0 when there is no value.</returns>
    private ulong VersionOf(uint word) => IsPresent(word) ? ((ulong)Number << 32) | (word & PlaceMask) : 0;

    private ref uint Head(uint hash) => ref *(uint*)(_start + HeadsOffset + ((hash & (_buckets - 1)) * sizeof(uint)));

    /// <summary>Where the key before this one in the same bucket is. For a place that was checked.</summary>
    private ref uint Next(uint place) => ref *(uint*)(_start + place + 4);

    /// <summary>Where the key's value is. For a place that was checked.</summary>
    private ref uint Word(uint place) => ref *(uint*)(_start + place + 8);

    private uint Checked(uint place, int length) =>
        place >= _log && place <= _size - (uint)length ? place : throw Damaged();

    /// <summary>The next key of a bucket; 0 behind the last.</summary>
    /// <param name="link">What leads to it.</param>
    /// <param name="left">How many more there may be in memory that is not damaged.</param>
    private uint Follow(uint link, ref uint left)
    {
        if ((link & PlaceMask) == 0)
            return 0;
        return left-- > 0 ? Checked(link & PlaceMask, KeyHead) : throw Damaged();
    }

    /// <summary>More keys than this do not fit.</summary>
    private uint MostKeys => (_size - _log) / KeyHead;

    /// <param name="head">Where the walk begins.</param>
    /// <param name="hash">The key's hash code.</param>
    /// <param name="key">The key.</param>
    /// <param name="left">How many keys one call looks at in all; more than there ever are in memory that is not damaged.</param>
    private uint FindKey(uint head, uint hash, ReadOnlySpan<byte> key, ref uint left)
    {
        for (var place = Follow(head, ref left); place != 0; place = Follow(Next(place), ref left))
        {
            if (*(uint*)(_start + place) == hash && *(int*)(_start + place + 12) == key.Length && KeyAt(place).SequenceEqual(key))
                return place;
        }
        return 0;
    }

    /// <summary>The bytes of a key where they lie.</summary>
    private ReadOnlySpan<byte> KeyAt(uint place) => PartAt(place + 12);

    /// <summary>The bytes of the value that a word leads to, where they lie.</summary>
    private ReadOnlySpan<byte> ValueOf(uint word) => PartAt(Checked(word & PlaceMask, ValueHead));

    private ReadOnlySpan<byte> PartAt(uint place)
    {
        var length = *(uint*)(_start + place);
        if (length > (uint)LargestPart || length > _size - place - sizeof(uint))
            throw Damaged();
        return new ReadOnlySpan<byte>(_start + place + sizeof(uint), (int)length);
    }

    private bool Read(uint word, CellCopy copy)
    {
        if (IsPresent(word))
            copy.Set(VersionOf(word), ValueOf(word));
        else
            copy.Clear();
        return copy.Found;
    }

    /// <returns>Its place; 0 when there is no room.</returns>
    private uint AddValue(ReadOnlySpan<byte> value)
    {
        var place = Take(ValueHead + value.Length);
        if (place != 0)
            Fill(place, value);
        return place;
    }

    /// <returns>Its place; 0 when there is no room.</returns>
    private uint AddKey(uint hash, ReadOnlySpan<byte> key, uint word)
    {
        var place = Take(KeyHead + key.Length);
        if (place == 0)
            return 0;
        (*(uint*)(_start + place), Word(place)) = (hash, word);
        Fill(place + 12, key);
        return place;
    }

    private void Fill(uint place, ReadOnlySpan<byte> part)
    {
        *(int*)(_start + place) = part.Length;
        part.CopyTo(new Span<byte>(_start + place + sizeof(uint), part.Length));
    }

    private uint Take(int length)
    {
        var rounded = SizeOf(length);
        // Looked at first, so that the tail of a full table does not run on for ever.
        if (Volatile.Read(ref Tail) > _size - rounded)
            return 0;
        var end = Interlocked.Add(ref Tail, rounded);
        if (end - rounded < _log)
            throw Damaged();
        return end <= _size ? (uint)(end - rounded) & PlaceMask : 0;
    }

    /// <summary>The two lowest bits of a place are used for other things.</summary>
    private static int SizeOf(int length) => (length + 3) & ~3;
}
