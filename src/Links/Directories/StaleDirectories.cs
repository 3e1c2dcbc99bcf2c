using Troupe.Platform.Systems;

namespace Troupe.Links.Directories;

/// <summary>Removes the directories of pools whose process was killed.</summary>
internal static class StaleDirectories
{
    internal static void Sweep(IEnumerable<string> roots)
    {
        foreach (var root in roots)
        {
            try
            {
                foreach (var path in Directory.EnumerateDirectories(root, PoolDirectoryName.SearchPattern))
                    SweepOne(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Tidying up is a courtesy; the folder may be gone or closed to us.
            }
        }
    }

    /// <summary>Deletes a directory with all it holds; links in it are removed, not followed. Never throws.</summary>
    internal static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone already, or in use on Windows: the next sweep finds it.
        }
    }

    private static void SweepOne(string path)
    {
        var system = HostSystem.Current;
        if (PoolDirectoryName.Parse(Path.GetFileName(path)) is not { } owner
            || system.IsRunning(owner.Pid, owner.StartTime)
            || system.WhyNotPrivate(path) is not null)
        {
            return;
        }

        try
        {
            using var claim = PoolDirectoryName.Claim(path);
            Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Held by an owner that this process cannot see (another container), or swept by a neighbour just now.
            return;
        }

        if (OperatingSystem.IsWindows())
            Delete(path);
    }
}
