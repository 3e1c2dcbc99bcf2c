using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Troupe.Platform.Systems;
using Troupe.Processes.Native;

namespace Troupe.Processes;

/// <summary>What Linux and macOS have in common.</summary>
internal abstract class UnixProcesses : ProcessSystem
{
    internal override ProcessGroup Own(Process process, int pid, long startTime) =>
        new UnixProcessGroup(HostSystem.Current, pid, startTime);

    internal override unsafe bool WaitReadable(SafePipeHandle pipe, SafePipeHandle wake)
    {
        // The reader thread owns both handles while it runs, so the descriptors cannot be closed under the call.
        var entries = stackalloc Unix.PollEntry[2];
        entries[0] = new Unix.PollEntry { Descriptor = (int)pipe.DangerousGetHandle(), Events = Unix.PollIn };
        entries[1] = new Unix.PollEntry { Descriptor = (int)wake.DangerousGetHandle(), Events = Unix.PollIn };
        while (Unix.Poll(entries, 2, -1) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Unix.ErrorInterrupted)
                throw new IOException($"Cannot wait for a worker's output: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        return entries[1].Returned == 0;
    }
}
