using System.Runtime.InteropServices;

namespace Troupe.Processes.Native;

/// <summary>The C library calls whose signatures are the same on Linux and macOS.</summary>
internal static partial class Unix
{
    internal const int SigKill = 9;
    internal const int SigTerm = 15;
    internal const short PollIn = 1;
    internal const int ErrorInterrupted = 4;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    /// <returns>The process group of <paramref name="pid"/> (0: the caller), or -1 when there is no such process.</returns>
    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    internal static partial int GetProcessGroup(int pid);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectory(string path, uint mode);

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
