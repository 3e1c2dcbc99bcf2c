namespace Troupe.Sessions;

/// <summary>
/// Values that gather and are looked at together, in memory that is used again. Instead of a <see cref="List{T}"/>: of values of our own
/// types the framework has none compiled, and the first call would wait for its methods one by one. Not thread-safe.
/// </summary>
internal sealed class ReusableList<T>
    where T : struct
{
    private T[] _all = new T[4];

    public int Count { get; private set; }

    public ref T this[int index] => ref _all[index];

    /// <summary>Good until the next one is added.</summary>
    public ReadOnlySpan<T> All => new(_all, 0, Count);

    public void Add(in T value)
    {
        if (Count == _all.Length)
            Grow();
        _all[Count++] = value;
    }

    /// <summary>Keeps nothing that they refer to.</summary>
    public void Clear()
    {
        Array.Clear(_all, 0, Count);
        Count = 0;
    }

    private void Grow()
    {
        var larger = new T[2 * _all.Length];
        Array.Copy(_all, larger, Count);
        _all = larger;
    }
}
