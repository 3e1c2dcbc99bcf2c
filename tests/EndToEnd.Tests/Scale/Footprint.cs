using System.Globalization;

namespace Troupe.EndToEnd.Tests.Scale;

/// <summary>What this process holds at one moment: memory after a collection, mappings, handles, threads, and files of its pools.</summary>
internal readonly record struct Footprint(long Managed, long Resident, int Mappings, int Handles, int Threads, int Files)
{
    private const long ManagedAllowance = 16 << 20;
    private const long ResidentAllowance = 48 << 20;
    private const int HandleAllowance = 8;

    // Threads have two each, and compiled code gets new ones as it grows.
    private const int MappingAllowance = 64;

    // The thread pool's own come and go.
    private const int ThreadAllowance = 12;

    public static Footprint Now()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new Footprint(
            LiveBytes(),
            ResidentBytes(),
            File.ReadLines("/proc/self/maps").Count(),
            Directory.GetFiles("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Length,
            PoolFiles());
    }

    /// <summary>Whether this is about as much as it was then.</summary>
    public bool IsAbout(Footprint before) =>
        Managed <= before.Managed + ManagedAllowance && Resident <= before.Resident + ResidentAllowance
            && Mappings <= before.Mappings + MappingAllowance
            && Handles <= before.Handles + HandleAllowance
            && Threads <= before.Threads + ThreadAllowance
            && Files <= before.Files;

    /// <summary>GC.GetTotalMemory is no measure here: after an aggressive collection it is off by some MiB, and may be negative.</summary>
    private static long LiveBytes()
    {
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var last = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return last.HeapSizeBytes - last.FragmentedBytes;
    }

    private static long ResidentBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static int PoolFiles() =>
        new[] { Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder!, $"troupe-{Environment.ProcessId}-*"))
            .Sum(folder => 1 + Directory.GetFileSystemEntries(folder).Length);
}
