using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Troupe.Processes.Native;

namespace Troupe.Processes;

/// <summary>What Linux and macOS have in common.</summary>
internal abstract class UnixSystem : HostSystem
{
    private protected const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    internal override ProcessGroup Own(Process process, int pid, long startTime) =>
        new UnixProcessGroup(this, pid, startTime);

    internal override void CreatePrivateDirectory(string path)
    {
        // Not Directory.CreateDirectory: that one is content with a directory that somebody else made before us.
        if (Unix.MakeDirectory(path, (uint)OwnerOnly) != 0)
        {
            throw new IOException(
                $"Cannot create the directory '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

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
            {
                throw new IOException($"Cannot wait for a worker's output: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }

        return entries[1].Returned == 0;
    }
}
