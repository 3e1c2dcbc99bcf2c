namespace Troupe.Chaos.Measuring;

/// <summary>What this process holds at one moment.</summary>
internal sealed record Holdings(IReadOnlyList<string> Files, int Threads, long Timers, int TemporaryFiles)
{
    /// <summary>Looks; the folder is the one that all temporary files of the run lie in.</summary>
    public static Holdings Now(string temporary) => new(
        [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(TargetOf)],
        Directory.GetDirectories("/proc/self/task").Length,
        Timer.ActiveCount,
        Directory.GetFileSystemEntries(temporary, "*", SearchOption.AllDirectories).Length);

    private static string TargetOf(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name ?? file;
        }
        catch (IOException)
        {
            // The handle that the listing itself used is closed by now.
            return "";
        }
    }
}
