using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Troupe.Processes;

/// <summary>Windows: job objects instead of process groups.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProcesses : ProcessSystem
{
    internal override ProcessGroup Own(Process process, int pid, long startTime) => new WindowsProcessGroup(process);

    internal override ProcessMemory? ReadMemory(int pid) => ManagedMemory.Read(pid);

    // Anonymous pipes cannot be waited for on Windows: the read itself blocks. An abandoned pipe costs its thread
    // until the last holder of the other end is gone, and the job object ends those together with the worker.
    internal override bool WaitReadable(SafePipeHandle pipe, SafePipeHandle wake) => true;
}
