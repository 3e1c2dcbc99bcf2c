using System.Runtime.InteropServices;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// The table of a dictionary in shared memory, as another process may have left it. The input is steps: what to do, or bytes and where
/// in the memory they are written. Only <see cref="InvalidDataException"/> may come of it, and no step goes round for ever.
/// </summary>
internal sealed class TableTarget : FuzzTarget
{
    private const int Room = 1024;
    private const int Buckets = 4;
    private const int LargestPart = 64;
    private const int MostSteps = 64;
    private const int Size = 192 + (Buckets * sizeof(uint)) + Room;

    private readonly CellTable _table = CellTable.TryCreate(1, Room, Buckets, LargestPart)!;
    private readonly CellCopy _copy = new();
    private readonly byte[] _fresh = new byte[Size];

    public TableTarget() => Marshal.Copy(_table.Start, _fresh, 0, Size);

    public override string Name => "tables";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["SetAndFind"] = [0, 2, 65, 66, 9, 1, 2, 65, 66, 5, 1, 3, 2, 65, 66, 0, 1, 2, 65, 66],
        ["AddAndReplace"] = [2, 1, 65, 0, 4, 2, 1, 65, 0, 4, 2, 1, 66, 208, 4, 5, 6],
        [
            "Damage"] = [0, 1, 65, 4, 0, 1, 66, 4, 4, 0, 192, 8, 208, 0, 0, 0, 208, 0, 0, 0, 1, 1, 65, 0, 1, 66, 4, 5, 4, 0, 128, 8, 0, 0,
            0, 0, 0, 0, 0, 1, 0, 1, 67, 9, 6],
    };

    public override void Run(byte[] input, Random random)
    {
        Marshal.Copy(_fresh, 0, _table.Start, Size);
        var position = 0;
        for (var steps = 0; position < input.Length && steps < MostSteps; steps++)
        {
            try
            {
                Step(input, ref position);
            }
            catch (InvalidDataException)
            {
                // What is documented.
            }
        }
    }

    private void Step(byte[] input, ref int position)
    {
        switch (input[position++] % 7)
        {
            case 0: _table.Change(Key(input, ref position), null, new byte[Next(input, ref position) % (LargestPart + 8)], _copy); break;
            case 1: _table.Find(Key(input, ref position), _copy); break;
            case 2:
                _table.Change(
                Key(input, ref position),
                Version(Next(input, ref position)),
                new byte[Next(input, ref position) % LargestPart],
                _copy); break;
            case 3: _table.Remove(Key(input, ref position), Version(Next(input, ref position)), _copy); break;
            case 4: Damage(input, ref position); break;
            case 5: Look(_table.TryCollect() ?? throw new FindingException("nobody changes it, and it could not be read")); break;
            default: Look(_table.Freeze()); break;
        }
        if (_copy.Value.Length > LargestPart)
            throw new FindingException($"a value of {_copy.Value.Length} bytes was read");
    }

    private void Look(List<TableEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (_table.Key(entry).Length > LargestPart || _table.Value(entry).Length > LargestPart)
                throw new FindingException("a key or value is longer than any may be");
        }
    }

    private void Damage(byte[] input, ref int position)
    {
        var place = (Next(input, ref position) << 8) | Next(input, ref position);
        var count = Math.Min(Next(input, ref position), input.Length - position);
        for (var index = 0; index < count; index++)
            Marshal.WriteByte(_table.Start, (place + index) % Size, input[position + index]);
        position += count;
    }

    private static byte[] Key(byte[] input, ref int position)
    {
        var count = Math.Min(Next(input, ref position) % 8, input.Length - position);
        position += count;
        return input[(position - count)..position];
    }

    private static ulong Version(byte number) => number == 0 ? 0 : (1ul << 32) | ((ulong)number * 4);

    private static byte Next(byte[] input, ref int position) => position < input.Length ? input[position++] : (byte)0;

    public override void Dispose()
    {
        _table.End(@object: true);
        base.Dispose();
    }
}
