using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Walks over received bytes. Every read checks what remains and throws <see cref="PayloadFormatException"/> when it is
/// not enough, so no declared length is ever trusted.
/// </summary>
/// <param name="bytes">The whole payload.</param>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>The bytes that are left, without moving on.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if (_rest.IsEmpty)
            ThrowTruncated(1, 0);

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Reads a flag written as one byte.</summary>
    /// <exception cref="PayloadFormatException">The byte is neither 0 nor 1.</exception>
    public bool ReadFlag() => ReadByte() switch
    {
        0 => false,
        1 => true,
        byte other => throw new PayloadFormatException($"A flag must be 0 or 1 but is {other}."),
    };

    /// <summary>Reads a number of 1 to 5 bytes.</summary>
    /// <exception cref="PayloadFormatException">It is truncated, does not fit 32 bits, or has needless zero bytes.</exception>
    public uint ReadVarUInt32()
    {
        var value = ReadVarUInt64();
        return value <= uint.MaxValue ? (uint)value : throw new PayloadFormatException($"The number {value} does not fit 32 bits.");
    }

    /// <summary>Reads a number of 1 to 10 bytes.</summary>
    /// <exception cref="PayloadFormatException">It is truncated, does not fit 64 bits, or has needless zero bytes.</exception>
    public ulong ReadVarUInt64()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = ReadByte();
            if (shift == 63 && part > 1)
                throw new PayloadFormatException("A number is longer than 64 bits.");

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return part != 0 || shift == 0 ? value : throw new PayloadFormatException("A number is written longer than needed.");
        }
    }

    /// <summary>Reads a value's memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadUnmanaged<T>()
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (size > _rest.Length)
            ThrowTruncated(size, _rest.Length);

        var value = Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(_rest));
        _rest = _rest[size..];
        return value;
    }

    /// <summary>Takes the next bytes without copying them.</summary>
    public ReadOnlySpan<byte> ReadSpan(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            ThrowTruncated(count, _rest.Length);

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>Takes the bytes that have their length, 4 bytes, in front.</summary>
    public ReadOnlySpan<byte> ReadFrame() => ReadSpan(CheckCount(ReadUnmanaged<uint>(), 1));

    /// <summary>Reads how many elements follow and checks that so many can be there.</summary>
    /// <param name="smallestElement">The fewest bytes one element takes; at least 1.</param>
    public int ReadCount(int smallestElement = 1) => CheckCount(ReadVarUInt64(), smallestElement);

    /// <summary>The same bytes from a later position on: where so many were left.</summary>
    internal readonly PayloadReader Before(int left) => new(_rest[^left..]);

    /// <summary>Checks that all bytes were used.</summary>
    /// <exception cref="PayloadFormatException">Bytes are left over.</exception>
    public readonly void RequireEnd()
    {
        if (!_rest.IsEmpty)
            throw new PayloadFormatException($"{_rest.Length} bytes are left over after the last value.");
    }

    internal readonly int CheckCount(ulong count, int smallestElement)
    {
        if (count > (ulong)(_rest.Length / smallestElement))
        {
            throw new PayloadFormatException(
                $"{count} elements of at least {smallestElement} bytes are announced but only {_rest.Length} bytes remain.");
        }

        return (int)count;
    }

    private static void ThrowTruncated(int wanted, int remaining) =>
        throw new PayloadFormatException($"The payload is truncated: {(uint)wanted} bytes are needed but only {remaining} remain.");
}
