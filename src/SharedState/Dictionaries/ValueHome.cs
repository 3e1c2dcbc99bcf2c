using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Dictionaries;

/// <summary>The home of a shared value: one cell, which is always there.</summary>
internal sealed class ValueHome : TableCellsHome
{
    /// <summary>The number 0, as it is encoded.</summary>
    private static readonly byte[] s_key = [0];

    private Cell _cell;

    public ValueHome(byte[] initial, long largest)
        : base(largest) => _cell = NewCell(initial);

    protected override int Count => 1;

    protected override IEnumerable<(byte[] Key, Cell Cell)> All => [(s_key, _cell)];

    protected override bool MayRemove => false;

    protected override ReadOnlySpan<byte> KeyInTable(ReadOnlySpan<byte> key) => s_key;

    protected override bool TryFind(ReadOnlySpan<byte> key, out Cell cell)
    {
        cell = _cell;
        return true;
    }

    protected override bool TryStore(ReadOnlySpan<byte> key, in Cell cell)
    {
        _cell = cell;
        return true;
    }

    protected override void Remove(ReadOnlySpan<byte> key)
    {
        // No handle asks for it: a value is there as long as its home is.
    }

    protected override void Clear()
    {
        // As above.
    }

    protected override void Release() => _cell = default;

    protected override void WriteAll(PayloadWriter writer)
    {
        WritePart(writer, []);
        WritePart(writer, _cell.Value.Span);
    }
}
