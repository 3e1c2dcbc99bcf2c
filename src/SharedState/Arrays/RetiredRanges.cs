using Troupe.SharedState.Arrays.Native;

namespace Troupe.SharedState.Arrays;

/// <summary>
/// Addresses at which shared memory lay that this process has released. A span is not known to the runtime, so one may
/// still point there. Such addresses are therefore not unmapped but covered with private zero pages, in one step: the
/// shared memory is released, and a span kept too long reads zeros and changes nothing, but never crashes. Only address
/// space is held, and neighbours (see <see cref="AddressRange"/>) are one map; when 4 TiB have gathered, of the 128 that a process
/// has, or 16,384 ranges, of the 65,530 maps that it may have were none a neighbour, the oldest are unmapped.
/// </summary>
internal static class RetiredRanges
{
    private const int MostRanges = 16 * 1024;

    private static readonly Lock s_gate = new();
    private static readonly Queue<(nint Start, long Size)> s_ranges = new();
    private static long s_total;

    private static long MostHeld => Environment.Is64BitProcess ? 1L << 42 : 1L << 26;

    public static void Retire(nint start, long size)
    {
        // When the kernel has no room for one more map, the shared memory stays where it is: held, but safe.
        if (SharedMemory.MapAnonymous(start, (nuint)size, SharedMemory.ReadAndWrite, SharedMemory.PrivateAnonymousFixed, -1, 0) != start)
            return;
        lock (s_gate)
        {
            s_ranges.Enqueue((start, size));
            s_total += size;
            while ((s_total > MostHeld || s_ranges.Count > MostRanges) && s_ranges.TryDequeue(out var oldest))
            {
                s_total -= oldest.Size;
                _ = SharedMemory.Unmap(oldest.Start, (nuint)oldest.Size);
            }
        }
    }
}
