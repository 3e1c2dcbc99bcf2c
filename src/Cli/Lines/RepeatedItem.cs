namespace Troupe.Cli.Lines;

/// <summary>The lines of equal items, and the indexes of the input that such items have come from.</summary>
internal sealed class RepeatedItem(long firstLine)
{
    private readonly HashSet<long> _lines = [firstLine];
    private readonly Queue<long> _positionsWithoutLine = [];
    private long _left = 1;

    public void AddLine(long index)
    {
        _lines.Add(index);
        _left++;
    }

    /// <summary>See <see cref="DoneItems.Contains"/>.</summary>
    public bool Take(long position, ref long index)
    {
        if (!_lines.Contains(position))
            _positionsWithoutLine.Enqueue(position);
        if (_left > 0)
        {
            _left--;
            return true;
        }

        // More have come than there are lines, so at least one of them has none.
        index = _positionsWithoutLine.Dequeue();
        return false;
    }
}
