
namespace Troupe.Platform.Systems;

/// <summary>macOS and other Unix systems without Linux' /proc.</summary>
internal sealed class MacSystem : UnixSystem
{
    internal override long StartTimeOf(int pid) => ManagedProcess.StartTimeOf(pid);

    internal override bool IsRunning(int pid, long startTime) => ManagedProcess.StartTimeOf(pid) == startTime;

    internal override IEnumerable<PrivateRoot> PrivateRoots()
    {
        // Already per user and 0700 on macOS.
        yield return PrivateRoot.At(Path.TrimEndingDirectorySeparator(Path.GetTempPath()));

        // TMPDIR may name what is not there, and its usual value is long.
        yield return PrivateRoot.At("/tmp");
    }

    // Only the owner, and root, can have put a directory of such a name into the user's own folder.
    internal override bool IsOwnDirectory(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    internal override string? WhyNotPrivate(string path)
    {
        try
        {
            var directory = new DirectoryInfo(path);
            if (!directory.Exists || directory.LinkTarget is not null)
                return "it is not a directory (a symbolic link does not count)";

            if (directory.UnixFileMode != OwnerOnly)
                return $"its mode is {Convert.ToString((int)directory.UnixFileMode, 8)}, not 700";

            // The owner is not told by the base library, but only the owner can list a directory of mode 700.
            _ = directory.EnumerateFileSystemInfos().Any();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
