using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Dictionaries;

/// <summary>The home of a shared list. A key is an index; a version belongs to the value, wherever it has moved.</summary>
internal sealed class ListHome(long largest) : CellsHome(largest)
{
    private readonly List<Cell> _cells = [];

    protected override int Count => _cells.Count;

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        switch (operation)
        {
            case CellOperation.Add:
                OnAdd(request, Rest(reader, message));
                break;
            case CellOperation.Insert:
                var index = Index(Key(ref reader));
                OnInsert(request, index, Rest(reader, message));
                break;
            default:
                base.OnOperation(operation, request, ref reader, message);
                break;
        }
    }

    private void OnAdd(in Request request, ReadOnlyMemory<byte> value)
    {
        if (RefuseTooLarge(request, value.Length))
            return;
        _cells.Add(NewCell(value));
        Answer(request, ReplyCode.Done, BitConverter.GetBytes(_cells.Count - 1));
    }

    private void OnInsert(in Request request, int index, ReadOnlyMemory<byte> value)
    {
        if (RefuseTooLarge(request, value.Length))
            return;
        if ((uint)index <= (uint)_cells.Count)
            _cells.Insert(index, NewCell(value));
        else
            index = -1;
        Answer(request, index < 0 ? ReplyCode.Refused : ReplyCode.Done);
    }

    protected override bool TryFind(ReadOnlySpan<byte> key, out Cell cell)
    {
        var index = Index(key);
        var found = (uint)index < (uint)_cells.Count;
        cell = found ? _cells[index] : default;
        return found;
    }

    protected override bool TryStore(ReadOnlySpan<byte> key, in Cell cell)
    {
        var index = Index(key);
        if ((uint)index >= (uint)_cells.Count)
            return false;
        _cells[index] = cell;
        return true;
    }

    protected override void Remove(ReadOnlySpan<byte> key) => _cells.RemoveAt(Index(key));

    protected override void Clear() => _cells.Clear();

    protected override void WriteAll(PayloadWriter writer)
    {
        foreach (var cell in _cells)
        {
            WritePart(writer, []);
            WritePart(writer, cell.Value.Span);
        }
    }

    private static int Index(ReadOnlySpan<byte> key) =>
        key.Length == sizeof(int) ? BitConverter.ToInt32(key) : throw new PayloadFormatException("An index has 4 bytes.");
}
