using System.Runtime.InteropServices;

namespace Troupe.Platform.Systems.Native;

/// <summary>Calls about folders that only Linux has.</summary>
internal static partial class LinuxFolders
{
    internal const int CurrentFolder = -100;
    internal const int DoNotFollowLinks = 0x100;
    internal const uint BasicFields = 0x7ff;

    /// <summary>statx(2) instead of lstat(2): its structure is the same on every processor and C library.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Status(int folder, string path, int flags, uint fields, out FileStatus status);

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
