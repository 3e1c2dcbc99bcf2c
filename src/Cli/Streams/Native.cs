using System.Runtime.InteropServices;

namespace Troupe.Cli.Streams;

/// <summary>The C library calls that .NET has no public way to.</summary>
internal static unsafe partial class Native
{
    public const short PollIn = 1;
    public const short PollOut = 4;
    public const int GetFlags = 1;
    public const int CloseOnExec = 1;
    public const int Interrupted = 4;
    public const int BrokenPipe = 32;
    public const int CurrentFolder = -100;
    public const int EmptyPath = 0x1000;
    public const uint BasicFields = 0x7ff;

    public static int WouldBlock { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command);

    /// <summary>Ends the process, and runs nothing more of it.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitAtOnce(int code);

    /// <summary>statx(2) instead of stat(2): its structure is the same on every processor and C library. Linux only.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(int folder, string path, int flags, uint fields, out FileStatus status);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        private const int TypeMask = 0xF000;
        private const int PipeType = 0x1000;
        private const int BlockDeviceType = 0x6000;
        private const int RegularType = 0x8000;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        public readonly bool IsRegular => (Mode & TypeMask) == RegularType;

        /// <summary>Whether what is written into it can be read from it again. Terminals and sockets are two things in one.</summary>
        public readonly bool HoldsBytes => (Mode & TypeMask) is RegularType or BlockDeviceType or PipeType;
    }
}
