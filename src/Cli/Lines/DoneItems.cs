using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Cli.Lines;

/// <summary>
/// The items that an earlier run has written a line of. An item of the input is done when a line of an equal item is left over
/// for it, wherever that stood; so an input may be shuffled, shortened, or grow anywhere. Costs about 50 bytes a line.
/// </summary>
internal sealed class DoneItems
{
    private const long Used = -1;

    private readonly Dictionary<ItemKey, Lines> _lines = [];
    private long _balance;

    /// <summary>Lines whose items have not come in the input.</summary>
    public long Left { get; private set; }

    /// <summary>Whether each line's index is that of an equal item in the input, once all of the input was seen.</summary>
    public bool IndexesHold => _balance == 0;

    /// <summary>There is a line of this item.</summary>
    public void Add(long index, ItemKey key)
    {
        Left++;
        _balance += Mix(index, key);
        ref var lines = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, key, out var known);
        if (!known)
            lines.Index = index;
        else
            (lines.Repeats ??= new RepeatedItem(lines.Index)).AddLine(index);
    }

    /// <summary>The input has an item; called for each, in order.</summary>
    /// <param name="position">Its index in the input.</param>
    /// <param name="key">What it is.</param>
    /// <param name="index">When it is not done: the index for its line, so that equal items have one line for each time they occur.</param>
    /// <returns>Whether it is done.</returns>
    public bool Contains(long position, ItemKey key, out long index)
    {
        index = position;
        if (_lines.Count == 0)
            return false;
        if (!Take(position, key, ref index))
        {
            _balance += Mix(index, key) - Mix(position, key);
            return false;
        }

        Left--;
        _balance -= Mix(position, key);
        return true;
    }

    private bool Take(long position, ItemKey key, ref long index)
    {
        ref var lines = ref CollectionsMarshal.GetValueRefOrNullRef(_lines, key);
        if (Unsafe.IsNullRef(ref lines))
            return false;
        if (lines.Repeats is null)
        {
            if (lines.Index <= position)
            {
                var unused = lines.Index != Used;
                lines.Index = Used;
                return unused;
            }

            // Its line is for a later index, where an equal item may come as well.
            lines.Repeats = new RepeatedItem(lines.Index);
        }

        return lines.Repeats.Take(position, ref index);
    }

    // A sum of these is the same for the same lines in any order, and for hardly any others.
    private static long Mix(long index, ItemKey key) => HashCode.Combine(index, key);

    private struct Lines
    {
        public long Index;
        public RepeatedItem? Repeats;
    }
}
