using System.Runtime.Versioning;

namespace Troupe.Platform.Systems;

/// <summary>Windows: folder rights inherited from the user's profile.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSystem : HostSystem
{
    internal override long StartTimeOf(int pid) => ManagedProcess.StartTimeOf(pid);

    internal override bool IsRunning(int pid, long startTime) => ManagedProcess.StartTimeOf(pid) == startTime;

    internal override IEnumerable<PrivateRoot> PrivateRoots()
    {
        // %TEMP% of a user account lies in the profile, which others cannot enter.
        yield return PrivateRoot.At(Path.TrimEndingDirectorySeparator(Path.GetTempPath()));
    }

    internal override void CreatePrivateDirectory(string path)
    {
        if (Path.Exists(path))
            throw new IOException($"Cannot create the directory '{path}': it exists.");

        _ = Directory.CreateDirectory(path);
    }

    internal override string? WhyNotPrivate(string path)
    {
        var directory = new DirectoryInfo(path);
        return directory.Exists && (directory.Attributes & FileAttributes.ReparsePoint) == 0
            ? null
            : "it is not a directory (a link does not count)";
    }

    internal override bool IsOwnDirectory(string path) => WhyNotPrivate(path) is null;
}
