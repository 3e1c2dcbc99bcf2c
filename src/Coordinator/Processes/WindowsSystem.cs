using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Troupe.Processes;

/// <summary>Windows: job objects instead of process groups, folder rights inherited from the user's profile.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSystem : HostSystem
{
    internal override long StartTimeOf(int pid) => ManagedProcess.StartTimeOf(pid);

    internal override bool IsRunning(int pid, long startTime) => ManagedProcess.StartTimeOf(pid) == startTime;

    internal override ProcessGroup Own(Process process, int pid, long startTime) => new WindowsProcessGroup(process);

    internal override ProcessMemory? ReadMemory(int pid) => ManagedProcess.ReadMemory(pid);

    internal override IEnumerable<PrivateRoot> PrivateRoots()
    {
        // %TEMP% of a user account lies in the profile, which others cannot enter.
        yield return PrivateRoot.At(Path.TrimEndingDirectorySeparator(Path.GetTempPath()));
    }

    internal override void CreatePrivateDirectory(string path)
    {
        if (Path.Exists(path))
        {
            throw new IOException($"Cannot create the directory '{path}': it exists.");
        }

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

    // Anonymous pipes cannot be waited for on Windows: the read itself blocks. An abandoned pipe costs its thread
    // until the last holder of the other end is gone, and the job object ends those together with the worker.
    internal override bool WaitReadable(SafePipeHandle pipe, SafePipeHandle wake) => true;
}
