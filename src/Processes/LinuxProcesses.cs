using System.Diagnostics;

namespace Troupe.Processes;

/// <summary>Linux: memory is read from /proc, ends from descriptors of processes.</summary>
internal sealed class LinuxProcesses : UnixProcesses
{
    internal override ProcessMemory? ReadMemory(int pid) => ProcMemory.Read(pid);

    internal override void WatchExit(Process process, Action ended)
    {
        if (!ExitWatch.TryWatch(process, ended))
            base.WatchExit(process, ended);
    }
}
