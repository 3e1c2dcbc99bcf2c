
namespace Troupe.EndToEnd.Tests.SharedArrays;

/// <summary>Who has shared arrays mapped, as /proc tells it.</summary>
internal static class SharedMaps
{
    private const string Name = "/memfd:troupe-memory-";

    /// <summary>How many mappings of shared arrays a process has.</summary>
    public static int Of(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/maps").Count(line => line.Contains(Name, StringComparison.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, and its mappings with it.
            return 0;
        }
    }

    /// <summary>How many descriptors of shared arrays this process has.</summary>
    public static int OwnDescriptors() =>
        Directory.GetFiles("/proc/self/fd")
            .Count(file => new FileInfo(file).LinkTarget?.StartsWith(Name, StringComparison.Ordinal) == true);

    public static int Everywhere() => Of(Environment.ProcessId) + ProcessTable.OwnWorkers().Sum(Of);
}
