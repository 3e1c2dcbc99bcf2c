using System.Numerics;
using Troupe.Messages.Payloads;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.SharedState.Dictionaries;

/// <summary>
/// The home of values that have a fast path. Once it was busy for a while, they lie in a table in shared memory, where all processes, and
/// the home for those that ask it, read and change them; else they lie here. They are in one of the two places at any time, so it does not
/// matter which path an operation takes. A table ends when it is full, and the next one begins at once; or when something must be done to
/// all values in one moment or a value does not fit, and then the next one must be earned: it is not opened and copied for a handful of
/// operations.
/// </summary>
internal abstract partial class TableCellsHome : CellsHome
{
    private const int LargestPart = 64 * 1024;

    private readonly int _longest;
    private CellTable? _table;

    /// <summary>Operations that came here since there was a table.</summary>
    private long _since;

    /// <summary>How many there must be before the next one.</summary>
    private long _price;

    /// <summary>Room of the last table that was full.</summary>
    private int _full;

    protected TableCellsHome(long largest)
        : base(largest) => _longest = (int)Math.Min(largest, LargestPart);

    /// <summary>All values that are here.</summary>
    protected abstract IEnumerable<(byte[] Key, Cell Cell)> All { get; }

    /// <summary>Whether a value can go.</summary>
    protected virtual bool MayRemove => true;

    /// <summary>What a key is in the table.</summary>
    protected virtual ReadOnlySpan<byte> KeyInTable(ReadOnlySpan<byte> key) => key;

    /// <summary>The values are in the table now; gives their memory back.</summary>
    protected abstract void Release();

    protected override void EndMemory() => _table?.End(@object: true);

    protected sealed override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        if (operation == CellOperation.Open)
        {
            OnOpen(request);
            return;
        }
        _since++;
        while (_table is { } table)
        {
            var ahead = reader;
            var answer = OnTable(table, operation, request, ref ahead, message);
            if (answer is TableAnswer.Done or TableAnswer.Refused)
                return;
            EndTable(table, full: answer == TableAnswer.Full);
        }
        base.OnOperation(operation, request, ref reader, message);
    }

    private void OnOpen(in Request request)
    {
        if (_table is null && _since >= _price)
            Fill();
        if (_table is null)
            Answer(request, ReplyCode.Refused);
        else
            Answer(request, ReplyCode.Done, _table.Describe());
    }

    /// <summary>Opens a table with what is here, if that can be.</summary>
    private void Fill()
    {
        var size = new TableSize();
        foreach (var (key, cell) in All)
            size.Add(key.Length, cell.Value.Length);
        if (size.LongestPart > _longest || TryCreate(size) is not { } table)
        {
            (_since, _price) = (0, size.NextPrice(_price));
            return;
        }
        foreach (var (key, cell) in All)
            Put(table, key, cell.Value.Span);
        _table = table;
        Release();
    }

    /// <summary>Freezes a table and brings what it held here, or, when that was only too much for it, to a larger one.</summary>
    private void EndTable(CellTable table, bool full)
    {
        var entries = table.Freeze();
        LastVersion = ((ulong)table.Number + 1) << 32;
        if (!MayRemove && entries.Count == 0)
        {
            throw new InvalidDataException(
                "The shared memory of a value has none: code in one of the processes that use it has written where it should not.");
        }

        var size = new TableSize();
        foreach (var entry in entries)
            size.Add(table.Key(entry).Length, table.Value(entry).Length);
        _price = size.NextPrice(table.UsedBytes - size.Bytes >= TableSize.WellUsed ? 0 : _price);
        _since = 0;
        if (full)
            _full = table.Room;
        if (full && !size.IsOfLongValues && TryCreate(size) is { } next)
        {
            foreach (var entry in entries)
                Put(next, table.Key(entry), table.Value(entry));
            _table = next;
        }
        else
        {
            foreach (var entry in entries)
                TryStore(table.Key(entry), new Cell(table.Version(entry), table.Value(entry).ToArray()));
            _table = null;
        }
        table.End(@object: false);
    }

    private CellTable? TryCreate(in TableSize size)
    {
        var room = size.Room(_full);
        // Twice as many as there are keys; a log full of new ones makes chains of some fourteen.
        var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(room / 512, 2 * size.Count));
        // Its number is above all versions that were given before.
        return room == 0 ? null : CellTable.TryCreate((uint)(LastVersion >> 32) + 1, room, buckets, _longest);
    }

    private static void Put(CellTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var copy = CellCopy.Take();
        var answer = table.Change(key, null, value, copy);
        CellCopy.Return(copy);
        if (answer != TableAnswer.Done)
            throw new InvalidOperationException($"A new table has no room for what it was made for: {answer}.");
    }
}
