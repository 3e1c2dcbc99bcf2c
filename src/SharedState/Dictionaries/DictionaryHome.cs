using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Dictionaries;

/// <summary>The home of a shared dictionary. The cells are here while there is no table.</summary>
internal sealed class DictionaryHome : TableCellsHome
{
    private readonly Dictionary<byte[], Cell> _cells = new(EncodedKeys.Comparer);
    private readonly Dictionary<byte[], Cell>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public DictionaryHome(long largest)
        : base(largest) => _byBytes = _cells.GetAlternateLookup<ReadOnlySpan<byte>>();

    protected override int Count => _cells.Count;

    protected override IEnumerable<(byte[] Key, Cell Cell)> All => _cells.Select(entry => (entry.Key, entry.Value));

    protected override bool TryFind(ReadOnlySpan<byte> key, out Cell cell) => _byBytes.TryGetValue(key, out cell);

    protected override bool TryStore(ReadOnlySpan<byte> key, in Cell cell)
    {
        _byBytes[key] = cell;
        return true;
    }

    protected override void Remove(ReadOnlySpan<byte> key) => _byBytes.Remove(key);

    protected override void Clear() => _cells.Clear();

    protected override void Release()
    {
        _cells.Clear();
        _cells.TrimExcess();
    }

    protected override void WriteAll(PayloadWriter writer)
    {
        foreach (var (key, cell) in _cells)
        {
            WritePart(writer, key);
            WritePart(writer, cell.Value.Span);
        }
    }
}
