using System.Buffers.Binary;

namespace Troupe.Fuzzing.Tests.Engine;

/// <summary>
/// Makes bad input from good: flipped bits, cuts, pieces of other input, repeated and swapped pieces, and the numbers at which
/// arithmetic goes wrong wherever a length, a count or an id may stand. The seed decides everything.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, Random random)
{
    private const int MostChanges = 4;
    private const int LongestInput = 64 * 1024;

    private static readonly long[] s_boundaries =
    [
        0, 1, -1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x10000, 1 << 20, (1 << 20) + 4096, (1 << 20) + 4097,
        int.MaxValue, int.MaxValue - 1, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 16, 64 * 1024, 4095, 4096,
    ];

    public byte[] Next()
    {
        var bytes = (byte[])Any().Clone();
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
            bytes = Change(bytes);
        return bytes;
    }

    private byte[] Any() => corpus[random.Next(corpus.Count)];

    private byte[] Change(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        switch (random.Next(10))
        {
            case 0: return bytes[..random.Next(bytes.Length)];
            case 1: return Splice(bytes, Any());
            case 2: return Repeat(bytes);
            case 3: return Insert(bytes);
            case 4: return Remove(bytes);
            case 5:
            case 6: WriteBoundary(bytes); return bytes;
            case 7: bytes[random.Next(bytes.Length)] = (byte)random.Next(256); return bytes;
            case 8: Swap(bytes); return bytes;
            default: bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8)); return bytes;
        }
    }

    private byte[] Splice(byte[] first, byte[] second) =>
        Bounded(first[..random.Next(first.Length)], second[random.Next(second.Length + 1)..]);

    private byte[] Repeat(byte[] bytes)
    {
        var (from, length) = Piece(bytes);
        return Bounded([.. bytes.AsSpan(0, from + length), .. bytes.AsSpan(from, length)], bytes[(from + length)..]);
    }

    private byte[] Insert(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        var added = new byte[random.Next(1, 16)];
        if (random.Next(2) == 0)
            random.NextBytes(added);
        return Bounded([.. bytes.AsSpan(0, at), .. added], bytes[at..]);
    }

    private byte[] Remove(byte[] bytes)
    {
        var (from, length) = Piece(bytes);
        return [.. bytes.AsSpan(0, from), .. bytes.AsSpan(from + length)];
    }

    private void Swap(byte[] bytes)
    {
        var (first, second) = (random.Next(bytes.Length), random.Next(bytes.Length));
        (bytes[first], bytes[second]) = (bytes[second], bytes[first]);
    }

    private void WriteBoundary(byte[] bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, s_boundaries[random.Next(s_boundaries.Length)]);
        var width = Math.Min(1 << random.Next(4), bytes.Length);
        number[..width].CopyTo(bytes.AsSpan(random.Next(bytes.Length - width + 1)));
    }

    private (int From, int Length) Piece(byte[] bytes)
    {
        var from = random.Next(bytes.Length);
        return (from, random.Next(1, bytes.Length - from + 1));
    }

    private static byte[] Bounded(byte[] first, byte[] second) =>
        first.Length + second.Length <= LongestInput ? [.. first, .. second] : first;
}
