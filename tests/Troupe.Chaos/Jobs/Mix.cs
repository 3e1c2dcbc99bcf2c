using System.Runtime.InteropServices;

namespace Troupe.Chaos.Jobs;

/// <summary>Values that can be computed from a job's input alone, in the worker and by the checker.</summary>
internal static class Mix
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The result of a job that has no better one.</summary>
    public static ulong Of(long number)
    {
        var value = ((ulong)number + 1) * Prime;
        value ^= value >> 29;
        value *= 0xBF58_476D_1CE4_E5B9;
        return value ^ (value >> 32);
    }

    /// <summary>A hash of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var value = (ulong)bytes.Length * Prime;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            value = (value ^ word) * Prime;
        foreach (var rest in bytes[(bytes.Length & ~7)..])
            value = (value ^ rest) * Prime;
        return value ^ (value >> 31);
    }
}
