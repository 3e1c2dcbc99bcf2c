using System.Runtime.InteropServices;

namespace Troupe.Processes.Native;

/// <summary>Calls that only Linux has.</summary>
internal static partial class Linux
{
    internal const int CurrentFolder = -100;
    internal const int DoNotFollowLinks = 0x100;
    internal const uint BasicFields = 0x7ff;

    /// <summary>statx(2) instead of lstat(2): its structure is the same on every processor and C library.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Status(int folder, string path, int flags, uint fields, out FileStatus status);

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

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        private const int TypeMask = 0xF000;
        private const int DirectoryType = 0x4000;
        private const int StickyBit = 0x200;

        [FieldOffset(20)]
        internal uint UserId;

        [FieldOffset(28)]
        internal ushort Mode;

        internal readonly bool IsDirectory => (Mode & TypeMask) == DirectoryType;

        internal readonly bool IsSticky => (Mode & StickyBit) != 0;

        /// <summary>Read, write and execute bits of user, group and others.</summary>
        internal readonly UnixFileMode Permissions => (UnixFileMode)(Mode & 0x1FF);
    }
}
