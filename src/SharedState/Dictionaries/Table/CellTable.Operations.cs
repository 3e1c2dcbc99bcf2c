namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>What every process may do.</summary>
internal sealed unsafe partial class CellTable
{
    /// <summary>How often one call tries again because others were faster; more than ever happens in memory that is not damaged.</summary>
    private const uint Patience = 1 << 20;

    /// <summary>Reads a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="copy">Gets a copy of it.</param>
    /// <returns><see cref="TableAnswer.Done"/>, <see cref="TableAnswer.Refused"/> when there is none, or
    /// <see cref="TableAnswer.Frozen"/>.</returns>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public TableAnswer Find(ReadOnlySpan<byte> key, CellCopy copy)
    {
        var hash = CellHash.Of(key, _seed);
        var left = MostKeys;
        var head = Volatile.Read(ref Head(hash));
        var found = FindKey(head, hash, key, ref left);
        var word = found == 0 ? head & Frozen : Volatile.Read(ref Word(found));
        // A frozen word may be behind: the home may have gone on.
        return (word & Frozen) != 0 ? TableAnswer.Frozen : Read(word, copy) ? TableAnswer.Done : TableAnswer.Refused;
    }

    /// <summary>Sets a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="expected">The version that must be there, 0 for none; null for any.</param>
    /// <param name="value">The value.</param>
    /// <param name="present">Gets a copy of what is there, when that is not what was expected.</param>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public TableAnswer Change(ReadOnlySpan<byte> key, ulong? expected, ReadOnlySpan<byte> value, CellCopy present)
    {
        if (key.Length > LargestPart || value.Length > LargestPart)
            return TableAnswer.Unfit;
        var hash = CellHash.Of(key, _seed);
        uint ownKey = 0, ownValue = 0;
        var left = MostKeys + Patience;
        for (var tries = Patience; tries > 0; tries--)
        {
            var head = Volatile.Read(ref Head(hash));
            var found = FindKey(head, hash, key, ref left);
            var word = found == 0 ? head & Frozen : Volatile.Read(ref Word(found));
            if ((word & Frozen) != 0)
                return TableAnswer.Frozen;
            if (expected is { } version && VersionOf(word) != version)
            {
                Read(word, present);
                return TableAnswer.Refused;
            }
            if (ownValue == 0 && (ownValue = AddValue(value)) == 0)
                return TableAnswer.Full;
            if (found != 0)
            {
                if (Interlocked.CompareExchange(ref Word(found), ownValue, word) == word)
                    return TableAnswer.Done;
                continue;
            }
            if (ownKey == 0 && (ownKey = AddKey(hash, key, ownValue)) == 0)
                return TableAnswer.Full;
            // No other process sees it yet. Should another one have added the key meanwhile, the head is another one, and this one stays
            // unused.
            Next(ownKey) = head;
            if (Interlocked.CompareExchange(ref Head(hash), ownKey, head) == head)
                return TableAnswer.Done;
        }
        throw Damaged();
    }

    /// <summary>Removes a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="expected">The version that must be there; 0 for any.</param>
    /// <param name="removed">Gets a copy of it: of several who remove it, one gets it.</param>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public TableAnswer Remove(ReadOnlySpan<byte> key, ulong expected, CellCopy removed)
    {
        var hash = CellHash.Of(key, _seed);
        var left = MostKeys + Patience;
        for (var tries = Patience; tries > 0; tries--)
        {
            var head = Volatile.Read(ref Head(hash));
            var found = FindKey(head, hash, key, ref left);
            var word = found == 0 ? head & Frozen : Volatile.Read(ref Word(found));
            if ((word & Frozen) != 0)
                return TableAnswer.Frozen;
            if (VersionOf(word) is var version && (version == 0 || (expected != 0 && version != expected)))
                return TableAnswer.Refused;
            if (Interlocked.CompareExchange(ref Word(found), word | Removed, word) != word)
                continue;
            Read(word, removed);
            return TableAnswer.Done;
        }
        throw Damaged();
    }
}
