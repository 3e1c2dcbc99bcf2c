using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Troupe.Processes.Native;
using Troupe.Timing;

namespace Troupe.Processes;

/// <summary>
/// Linux: one thread that notices the ends of all processes of this process' pools. It only watches; who collects the dead child, and
/// with it the exit code, is .NET, on the thread that takes its signals, and a status taken from it would be missed there.
/// </summary>
/// <remarks>.NET's own event of an exit is raised on the thread pool, which is the application's and may be full.</remarks>
internal static class ExitWatch
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<int, (SafeFileHandle Handle, Action Ended)> s_watched = [];
    private static AnonymousPipeServerStream? s_wake;

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
                s_wake ??= Start();
                s_watched.Add(descriptor, (handle, ended));
                s_wake.WriteByte(0);
            }
        }
        catch
        {
            // No thread or descriptors for the first watch: the next one tries again.
            handle.Dispose();
            throw;
        }
        return true;
    }

    private static AnonymousPipeServerStream Start()
    {
        var wake = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        try
        {
            new Thread(() => Run(wake.ClientSafePipeHandle), maxStackSize: 128 * 1024) { IsBackground = true, Name = "Troupe process exits" }.UnsafeStart();
            return wake;
        }
        catch
        {
            wake.Dispose();
            throw;
        }
    }

    private static void Run(SafePipeHandle awake)
    {
        var wake = (int)awake.DangerousGetHandle();
        using var woken = new AnonymousPipeClientStream(PipeDirection.In, awake);
        while (true)
        {
            Unix.PollEntry[] entries;
            lock (s_gate)
                entries = [Watching(wake), .. s_watched.Keys.Select(Watching)];
            WaitForAny(entries);
            if (entries[0].Returned != 0)
                _ = woken.Read(new byte[256]);
            foreach (var entry in entries.AsSpan(1))
            {
                if (entry.Returned != 0)
                    OnEnded(entry.Descriptor);
            }
        }
    }

    private static Unix.PollEntry Watching(int descriptor) => new() { Descriptor = descriptor, Events = Unix.PollIn };

    private static unsafe void WaitForAny(Unix.PollEntry[] entries)
    {
        fixed (Unix.PollEntry* first = entries)
        {
            while (Unix.Poll(first, (nuint)entries.Length, -1) < 0)
            {
                // Interrupted, or the kernel is short of memory for a moment: nothing is lost by looking again.
                if (Marshal.GetLastPInvokeError() != Unix.ErrorInterrupted)
                    Thread.Sleep(50);
            }
        }
    }

    private static void OnEnded(int descriptor)
    {
        (SafeFileHandle Handle, Action Ended) watched;
        lock (s_gate)
        {
            if (!s_watched.Remove(descriptor, out watched))
                return;
        }
        watched.Handle.Dispose();
        ControlThreads.Post(watched.Ended);
    }
}
