using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Troupe.Platform.Timing;
using Troupe.Processes.Native;

namespace Troupe.Processes;

/// <summary>
/// Linux: one thread that notices the ends of all processes of this process' pools. It only watches; who collects the dead child, and
/// with it the exit code, is .NET, on the thread that takes its signals, and a status taken from it would be missed there.
/// </summary>
/// <remarks>.NET's own event of an exit is raised on the thread pool, which is the application's and may be full.</remarks>
internal static class ExitWatch
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<int, Watched> s_watched = [];
    private static SafeFileHandle? s_set;

    /// <summary>A child, by a descriptor of it.</summary>
    private sealed class Watched(SafeFileHandle handle, Action ended)
    {
        public SafeFileHandle Handle => handle;

        public Action Ended => ended;
    }

    /// <summary>Watches a child.</summary>
    /// <param name="process">The child.</param>
    /// <param name="ended">Called once, on a control thread, when it is dead; .NET may collect it a moment later.</param>
    /// <returns>False when this kernel has no descriptors of processes (before 5.3), or none is left.</returns>
    internal static bool TryWatch(Process process, Action ended)
    {
        var descriptor = Linux.OpenProcess(process.Id, 0);
        // Not collected after the descriptor was opened: the number was the child's until then, so the descriptor is, too.
        if (process.HasExited)
        {
            if (descriptor >= 0)
                new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            ControlThreads.Post(ended);
            return true;
        }
        if (descriptor < 0)
            return false;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            lock (s_gate)
            {
                s_set ??= Start();
                s_watched.Add(descriptor, new Watched(handle, ended));
                if (Change(Linux.AddToSet, descriptor))
                    return true;
                s_watched.Remove(descriptor);
            }
        }
        catch
        {
            // No thread or descriptors for the first watch: the next one tries again.
            handle.Dispose();
            throw;
        }
        handle.Dispose();
        return false;
    }

    private static SafeFileHandle Start()
    {
        var set = new SafeFileHandle(Linux.OpenSet(Linux.CloseOnExec), ownsHandle: true);
        if (set.IsInvalid)
        {
            throw new IOException(
                $"The ends of processes cannot be watched: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        try
        {
            new Thread(() => Run((int)set.DangerousGetHandle()), maxStackSize: 128 * 1024)
            {
                IsBackground = true,
                Name = "Troupe process exits"
            }.UnsafeStart();
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private static unsafe void Run(int set)
    {
        var entry = stackalloc byte[Linux.LargestSetEntry];
        while (true)
        {
            if (Linux.WaitForSet(set, entry, 1, -1) == 1)
                OnEnded(*(int*)(entry + Linux.SetEntryData));
            // Interrupted, or the kernel is short of memory for a moment: nothing is lost by looking again.
            else if (Marshal.GetLastPInvokeError() != Unix.ErrorInterrupted)
#pragma warning disable RS0030 // Nothing signals that the kernel has memory again.
                Thread.Sleep(50);
#pragma warning restore RS0030
        }
    }

    private static unsafe bool Change(int operation, int descriptor)
    {
        var entry = stackalloc byte[Linux.LargestSetEntry];
        *(uint*)entry = (uint)Unix.PollIn;
        *(long*)(entry + Linux.SetEntryData) = descriptor;
        return Linux.ChangeSet((int)s_set!.DangerousGetHandle(), operation, descriptor, entry) == 0;
    }

    private static void OnEnded(int descriptor)
    {
        Watched? watched;
        lock (s_gate)
        {
            // Not by closing it alone: a process that is just being started has it, too, until it runs its program.
            Change(Linux.RemoveFromSet, descriptor);
            if (!s_watched.Remove(descriptor, out watched))
                return;
        }
        watched.Handle.Dispose();
        ControlThreads.Post(watched.Ended);
    }
}
