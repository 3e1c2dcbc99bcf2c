using System.Runtime.InteropServices;

namespace Troupe.Processes.Native;

/// <summary>Calls about processes that only Linux has.</summary>
internal static partial class Linux
{
    /// <summary>
    /// pidfd_open(2): a descriptor of one process, readable when that is dead. By number, since older C libraries lack it; the number is
    /// the same on every processor.
    /// </summary>
    internal static int OpenProcess(int pid, uint flags) => (int)SystemCall(434, pid, flags);

    internal const int CloseOnExec = 0x80000;
    internal const int AddToSet = 1;
    internal const int RemoveFromSet = 2;

    /// <summary>Bytes of struct epoll_event, or more: 4 of what is waited for, then 8 of data, which are aligned but on x86.</summary>
    internal const int LargestSetEntry = 16;

    /// <summary>Where the data stand in struct epoll_event.</summary>
    internal static int SetEntryData => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    /// <summary>epoll_create1(2): a set of descriptors that threads wait for, and that others may change meanwhile.</summary>
    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int OpenSet(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static unsafe partial int ChangeSet(int set, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static unsafe partial int WaitForSet(int set, byte* entries, int most, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint pid, nuint flags);
}
