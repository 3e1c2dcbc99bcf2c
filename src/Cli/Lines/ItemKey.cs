using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Troupe.Cli.Lines;

/// <summary>
/// Tells items apart by what they are, not by where they stand: the first 96 bits of the SHA-256 of an item's bytes. Of a
/// thousand million items, two are taken for one with a probability of 1 in 10^11.
/// </summary>
internal readonly record struct ItemKey(ulong High, uint Low)
{
    /// <summary>Bytes of a key; two hexadecimal digits each.</summary>
    public const int Length = 12;

    public static ItemKey Of(ReadOnlySpan<byte> item)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(item, hash);
        return FromHash(hash);
    }

    /// <param name="hash">A SHA-256, or its beginning.</param>
    public static ItemKey FromHash(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt32BigEndian(hash[8..]));

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out ItemKey key)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var good = digits.Length == 2 * Length && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        key = good ? FromHash(bytes) : default;
        return good;
    }

    /// <summary>Writes the hexadecimal digits.</summary>
    /// <param name="digits">Room for two digits a byte.</param>
    public void Format(Span<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Low);
        Convert.TryToHexStringLower(bytes, digits, out _);
    }
}
