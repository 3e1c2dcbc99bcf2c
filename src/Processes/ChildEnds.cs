using System.Runtime.InteropServices;
using Troupe.Processes.Native;

namespace Troupe.Processes;

/// <summary>
/// Sees to it that the ends of children are told. The system forgets how a child ended whose parent ignores SIGCHLD, which a program
/// inherits from what started it (a supervisor in Perl, say), and .NET, which respects an ignored signal, never hears of the end then.
/// </summary>
internal static class ChildEnds
{
    private static int ChildSignal => OperatingSystem.IsMacOS() ? 20 : 17;

    /// <summary>Whether this process ignores the signal: children that end now tell nothing.</summary>
    internal static bool AreForgotten => !OperatingSystem.IsWindows() && Handling() == Unix.Ignored;

    /// <summary>
    /// Before a start: has the system remember how children end. Where .NET has not looked at the signal yet, it will now hear of each
    /// end by itself.
    /// </summary>
    internal static void Remember()
    {
        if (AreForgotten)
            _ = Unix.SetHandling(ChildSignal, Unix.DefaultHandling);
    }

    /// <summary>After a start: whether .NET took note of the ignored signal before it was set right, and so collects no child.</summary>
    internal static bool AreUnheard => !OperatingSystem.IsWindows() && Handling() == Unix.DefaultHandling;

    /// <summary>Waits for a child, and reaps it instead of .NET.</summary>
    /// <param name="pid">A child that has just been started.</param>
    /// <param name="ended">Told how it ended, on a thread of its own.</param>
    internal static void Watch(int pid, Action<ProcessExit> ended)
    {
        var thread = new Thread(() => ended(Wait(pid)), maxStackSize: 256 * 1024) { IsBackground = true, Name = $"Troupe process {pid}" };
        thread.UnsafeStart();
    }

    private static ProcessExit Wait(int pid)
    {
        while (true)
        {
            if (Unix.WaitFor(pid, out var status, 0) == pid)
                return new ProcessExit((status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F));
            if (Marshal.GetLastPInvokeError() != Unix.ErrorInterrupted)
                return ProcessExit.Forgotten; // The program itself, or a library of it, has collected the child.
        }
    }

    private static unsafe nint Handling()
    {
        const int room = 32; // Larger than any system's structure.
        var handling = stackalloc nint[room];
        return Unix.AskHandling(ChildSignal, 0, handling) == 0 ? handling[0] : Unix.DefaultHandling - 1;
    }
}
