using Troupe.Messages.Payloads;

namespace Troupe.Shared.Cells;

/// <summary>The home of a shared value: one cell, which is always there.</summary>
internal sealed class ValueActor : CellsActor
{
    private Cell _cell;

    public ValueActor(byte[] initial, long largest)
        : base(largest) => _cell = NewCell(initial);

    protected override int Count => 1;

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

    protected override void WriteAll(PayloadWriter writer)
    {
        WritePart(writer, []);
        WritePart(writer, _cell.Value.Span);
    }
}
