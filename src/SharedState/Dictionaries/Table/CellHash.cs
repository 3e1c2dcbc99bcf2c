using System.Runtime.InteropServices;

namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>
/// Hash codes of encoded keys, alike in all processes that know the table's seed. The seed is random: a client that chooses keys, but is
/// not let into the memory, cannot choose such that fall together.
/// </summary>
internal static class CellHash
{
    // Odd, and with about as many ones as zeros, as multipliers of such hashes are; the fractions of the golden ratio and of the root of
    // two.
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0x6A09_E667_F3BC_C909;

    public static uint Of(ReadOnlySpan<byte> key, ulong seed)
    {
        var hash = seed ^ ((ulong)key.Length * First);
        for (; key.Length >= sizeof(ulong); key = key[sizeof(ulong)..])
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(key), First);
        var rest = 0ul;
        foreach (var part in key)
            rest = (rest << 8) | part;
        hash = Mix(Mix(hash ^ rest, Second), First);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }
}
