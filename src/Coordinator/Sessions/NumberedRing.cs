namespace Troupe.Sessions;

/// <summary>
/// Things that are numbered in the order in which they come, from 1, and of which usually the first one goes next. Finding one by its
/// number costs the same however many there are. Not thread-safe.
/// </summary>
internal sealed class NumberedRing<T>
{
    private Entry[] _entries = new Entry[2];
    private long _first = 1;

    private struct Entry
    {
        public bool Present;
        public T Value;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The last number that was given; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>The least number that there is; beyond <see cref="Last"/> when there is none.</summary>
    public long First => _first;

    /// <summary>The thing with a number that <see cref="Has"/>.</summary>
    public ref T this[long number] => ref _entries[number & (_entries.Length - 1)].Value;

    public bool Has(long number) => number >= _first && number <= Last && _entries[number & (_entries.Length - 1)].Present;

    /// <summary>Goes on as if so many had come and gone.</summary>
    internal void SkipTo(long last) => (Last, _first) = (last, last + 1);

    /// <summary>Adds one.</summary>
    /// <returns>Its number.</returns>
    public long Add(in T value)
    {
        if (Last - _first + 1 == _entries.Length)
            Grow();
        Count++;
        _entries[++Last & (_entries.Length - 1)] = new Entry { Present = true, Value = value };
        return Last;
    }

    /// <summary>Takes one out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(long number)
    {
        if (!Has(number))
            return false;
        Count--;
        _entries[number & (_entries.Length - 1)] = default;
        while (_first <= Last && !_entries[_first & (_entries.Length - 1)].Present)
            _first++;
        return true;
    }

    /// <summary>The numbers of all that are there, in order. What is taken out meanwhile is not seen.</summary>
    public IEnumerable<long> Numbers
    {
        get
        {
            for (var number = _first; number <= Last; number++)
            {
                if (Has(number))
                    yield return number;
            }
        }
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        for (var number = _first; number <= Last; number++)
            larger[number & (larger.Length - 1)] = _entries[number & (_entries.Length - 1)];
        _entries = larger;
    }
}
