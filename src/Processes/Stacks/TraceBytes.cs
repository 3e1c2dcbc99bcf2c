using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Troupe.Processes.Stacks;

/// <summary>Reads a trace piece by piece and never beyond its end.</summary>
/// <param name="bytes">The whole trace, or a part of it.</param>
internal ref struct TraceBytes(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position >= _bytes.Length;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - Position)
            throw new InvalidDataException("The trace is cut.");
        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    public void Align() => _ = Take(-Position & 3);

    public byte Byte() => Take(1)[0];

    public short Short() => BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public ulong Long() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A number of 7 bits in each byte, the lowest first; the high bit says that more follow.</summary>
    public ulong Variable()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new InvalidDataException("The trace has a number without end.");
    }

    /// <summary>A text of two bytes a character, up to its closing zero.</summary>
    public string Text()
    {
        var rest = MemoryMarshal.Cast<byte, char>(_bytes[Position..]);
        var length = rest.IndexOf('\0');
        if (length < 0)
            throw new InvalidDataException("The trace has a text without end.");
        Position += (length + 1) * sizeof(char);
        return rest[..length].ToString();
    }
}
