using System.Runtime.InteropServices;

namespace Troupe.Processes.Native;

/// <summary>The C library calls about processes whose signatures are the same on Linux and macOS.</summary>
internal static partial class Unix
{
    internal const int SigKill = 9;
    internal const int SigTerm = 15;
    internal const short PollIn = 1;

    /// <summary>The default handling of a signal, and none at all; every other value is a handler's address.</summary>
    internal const nint DefaultHandling = 0, Ignored = 1;
    internal const int ErrorInterrupted = 4;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    /// <summary>Sets how a signal is handled.</summary>
    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    internal static partial nint SetHandling(int signal, nint handling);

    /// <summary>Tells how a signal is handled.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="change">0: nothing is changed.</param>
    /// <param name="handling">The system's structure, in which the handler stands first; with room for any system's.</param>
    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    internal static unsafe partial int AskHandling(int signal, nint change, nint* handling);

    /// <summary>Waits for the end of a child and collects it.</summary>
    /// <param name="pid">The child.</param>
    /// <param name="status">How it ended, as the system packs it.</param>
    /// <param name="options">0: for as long as it takes.</param>
    /// <returns>The child; -1 when there is none, or the call was interrupted.</returns>
    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitFor(int pid, out int status, int options);

    /// <returns>The process group of <paramref name="pid"/> (0: the caller), or -1 when there is no such process.</returns>
    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    internal static partial int GetProcessGroup(int pid);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
