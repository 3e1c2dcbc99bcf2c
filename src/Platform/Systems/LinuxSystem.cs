using System.Runtime.InteropServices;
using Troupe.Platform.Systems.Native;

namespace Troupe.Platform.Systems;

/// <summary>Linux: processes are read from /proc.</summary>
internal sealed class LinuxSystem : UnixSystem
{
    private const string SharedMemory = "/dev/shm";

    /// <summary>Where there is room when memory is full, or TMPDIR names what is not there.</summary>
    private static readonly string[] s_temporary = ["/tmp", "/var/tmp"];

    internal override long StartTimeOf(int pid) => ProcFile.ReadStat(pid)?.StartTime ?? 0;

    internal override bool IsRunning(int pid, long startTime) =>
        ProcFile.ReadStat(pid) is { IsDead: false } stat && stat.StartTime == startTime;

    internal override IEnumerable<PrivateRoot> PrivateRoots()
    {
        // Meant for exactly this, and per user; but only to be trusted when it is what its specification promises.
        yield return PrivateRoot.Of("XDG_RUNTIME_DIR", WhyNotPrivate);
        yield return PrivateRoot.At(SharedMemory, WhyUnsafeParent(SharedMemory));
        yield return PrivateRoot.Of("TMPDIR", WhyUnsafeParent);
        foreach (var folder in s_temporary)
            yield return PrivateRoot.At(folder, WhyUnsafeParent(folder));
    }

    internal override string? WhyNotPrivate(string path)
    {
        if (LinuxFolders.Status(
            LinuxFolders.CurrentFolder,
            path,
            LinuxFolders.DoNotFollowLinks,
            LinuxFolders.BasicFields,
            out var status) != 0)
        {
            return Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        }

        var user = UnixFolders.GetEffectiveUserId();
        return !status.IsDirectory ? "it is not a directory (a symbolic link does not count)"
            : status.UserId != user ? $"it belongs to user {status.UserId}, not to user {user}"
            : status.Permissions != OwnerOnly ? $"its mode is {Convert.ToString((int)status.Permissions, 8)}, not 700"
            : null;
    }

    internal override bool IsOwnDirectory(string path) =>
        LinuxFolders.Status(LinuxFolders.CurrentFolder, path, LinuxFolders.DoNotFollowLinks, LinuxFolders.BasicFields, out var status) == 0
        && status.IsDirectory
        && status.UserId == UnixFolders.GetEffectiveUserId();

    /// <summary>A folder that others may write to must be sticky, else they could rename our directory away.</summary>
    private static string? WhyUnsafeParent(string path)
    {
        const UnixFileMode writableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

        // Links are followed here: /tmp may be one, and only root can have made it.
        if (LinuxFolders.Status(LinuxFolders.CurrentFolder, path, 0, LinuxFolders.BasicFields, out var status) != 0)
            return Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

        return !status.IsDirectory ? "it is not a directory"
            : status.UserId != 0 && status.UserId != UnixFolders.GetEffectiveUserId()
                ? $"it belongs to user {status.UserId}, whom this process need not trust"
            : !status.IsSticky && (status.Permissions & writableByOthers) != 0 ? "others may write to it, and it has no sticky bit"
            : null;
    }
}
