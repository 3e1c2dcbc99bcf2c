namespace Troupe.Processes.ControlGroups;

/// <summary>How much memory this process and its workers may use together: the limit of the container, else what the machine has.</summary>
internal static class UsableMemory
{
    // Inside a container .NET's own figure is three quarters of the limit: what its collector allows itself.
    private static readonly long s_machine = OperatingSystem.IsLinux() ? OfLinux() : OfRuntime();

    private static readonly long? s_limit = MemoryGroup.OfThisProcess?.Limit() is { } limit && limit < s_machine ? limit : null;

    /// <summary>In bytes, as it was at the first look.</summary>
    internal static long Bytes => s_limit ?? s_machine;

    /// <summary>Whether a container's limit, or another control group's, is what bounds it.</summary>
    internal static bool IsLimited => s_limit is not null;

    /// <summary>Whose memory it is, for errors.</summary>
    internal static string Owner => IsLimited ? "container" : "machine";

    private static long OfLinux()
    {
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
            var parts = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return parts is [_, var kibibytes, ..] && long.TryParse(kibibytes, out var number) ? number * 1024 : OfRuntime();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return OfRuntime();
        }
    }

    private static long OfRuntime() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
