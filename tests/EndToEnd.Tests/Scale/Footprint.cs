using System.Globalization;

namespace Troupe.EndToEnd.Tests.Scale;

/// <summary>What this process holds at one moment: memory after a collection, handles, threads, and files of its pools.</summary>
internal readonly record struct Footprint(long Managed, long Resident, int Handles, int Threads, int Files)
{
    private const long ManagedAllowance = 16 << 20;
    private const long ResidentAllowance = 48 << 20;
    private const int HandleAllowance = 8;

    // The thread pool's own come and go.
    private const int ThreadAllowance = 12;

    public static Footprint Now()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new Footprint(GC.GetTotalMemory(forceFullCollection: true), ResidentBytes(), Directory.GetFiles("/proc/self/fd").Length, Directory.GetDirectories("/proc/self/task").Length, PoolFiles());
    }

    /// <summary>Whether this is about as much as it was then.</summary>
    public bool IsAbout(Footprint before) =>
        Managed <= before.Managed + ManagedAllowance && Resident <= before.Resident + ResidentAllowance
        && Handles <= before.Handles + HandleAllowance && Threads <= before.Threads + ThreadAllowance && Files <= before.Files;

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
