namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>A value that was copied out of shared memory; one is kept for each thread.</summary>
internal sealed class CellCopy
{
    [ThreadStatic]
    private static CellCopy? s_spare;

    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>Whether there was a value.</summary>
    public bool Found { get; private set; }

    /// <summary>The value's version.</summary>
    public ulong Version { get; private set; }

    public ReadOnlyMemory<byte> Value => _bytes.AsMemory(0, _length);

    /// <summary>Taken while in use: a user's converter may read another shared object on this thread.</summary>
    public static CellCopy Take()
    {
        var copy = s_spare ?? new CellCopy();
        s_spare = null;
        copy.Clear();
        return copy;
    }

    public static void Return(CellCopy copy) => s_spare = copy;

    /// <summary>There is no value.</summary>
    public void Clear() => (Found, Version, _length) = (false, 0, 0);

    public void Set(ulong version, ReadOnlySpan<byte> value)
    {
        if (_bytes.Length < value.Length)
            _bytes = new byte[Math.Max(value.Length, 2 * _bytes.Length)];
        value.CopyTo(_bytes);
        (Found, Version, _length) = (true, version, value.Length);
    }
}
