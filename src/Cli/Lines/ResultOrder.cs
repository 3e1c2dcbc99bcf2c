namespace Troupe.Cli.Lines;

/// <summary>Holds lines back until those of all earlier items are written.</summary>
internal sealed class ResultOrder
{
    // What a held line costs besides its bytes.
    private const int Overhead = 100;

    private readonly Dictionary<long, byte[]> _early = [];
    private long _next;

    /// <summary>Memory of the lines that are held back, in bytes, about.</summary>
    public long Held { get; private set; }

    /// <summary>Whether the line of this item is next.</summary>
    public bool IsNext(long number) => number == _next;

    /// <summary>Keeps a line that is not next.</summary>
    public void Hold(long number, ReadOnlySpan<byte> line)
    {
        _early.Add(number, line.ToArray());
        Held += line.Length + Overhead;
    }

    /// <summary>The next line was written.</summary>
    /// <returns>The line after it, if it is there already; it counts as next.</returns>
    public byte[]? Advance()
    {
        if (!_early.Remove(++_next, out var line))
            return null;
        Held -= line.Length + Overhead;
        return line;
    }
}
