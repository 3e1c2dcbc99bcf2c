using System.Globalization;

namespace Troupe.Benchmarks.Growth;

/// <summary>How much memory this process may still take: what its own limit leaves, and no more than the machine has.</summary>
internal static class FreeMemory
{
    private const string Field = "MemAvailable:";

    public static double Bytes()
    {
        GC.Collect();
        var memory = GC.GetGCMemoryInfo();
        return Math.Max(0, Math.Min(
            memory.TotalAvailableMemoryBytes - memory.TotalCommittedBytes,
            OfMachine() ?? memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes));
    }

    /// <summary>What Linux says can be taken without harm to others; null elsewhere.</summary>
    private static double? OfMachine()
    {
        if (!File.Exists("/proc/meminfo"))
            return null;
        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(each => each.StartsWith(Field, StringComparison.Ordinal));
        return line is null
            ? null
            : double.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
