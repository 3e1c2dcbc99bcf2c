using Troupe.SharedState.Arrays.Native;

namespace Troupe.SharedState.Arrays;

/// <summary>
/// Where this process maps shared memory: one piece behind the other, in stretches of addresses that are reserved for it. What has been
/// released and is covered with zero pages then lies side by side, and the kernel keeps neighbours of one kind as one map: a program
/// that makes and ends arrays for days has a few more maps than arrays, not one more for each that it ever had.
/// </summary>
internal static class AddressRange
{
    /// <summary>Address space only: of the 128 TiB that a process has, and of which the runtime reserves 256 GiB.</summary>
    private const long RangeBytes = 64L << 30;

    private static readonly Lock s_gate = new();
    private static nint s_next;
    private static long s_left;

    /// <summary>Takes addresses, for good: none is given out twice.</summary>
    /// <param name="size">Bytes.</param>
    /// <returns>The first one, to be mapped over; 0 when there are none, and the kernel is to choose.</returns>
    public static nint Take(long size)
    {
        var page = (long)Environment.SystemPageSize;
        var pages = (size + page - 1) / page * page;
        if (!Environment.Is64BitProcess || pages > RangeBytes / 4)
            return 0;
        lock (s_gate)
        {
            if (s_left < pages && !TryReserve())
                return 0;
            var start = s_next;
            s_next += (nint)pages;
            s_left -= pages;
            return start;
        }
    }

    private static bool TryReserve()
    {
        // Refused where the address space is limited (ulimit -v).
        var start = SharedMemory.MapAnonymous(0, unchecked((nuint)RangeBytes), SharedMemory.NoAccess, SharedMemory.PrivateAnonymous, -1, 0);
        if (start == SharedMemory.Failed)
            return false;
        (s_next, s_left) = (start, RangeBytes);
        return true;
    }
}
