using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Troupe.SharedState.Arrays.Native;

/// <summary>Linux' calls for memory that has no name in any folder, and for mapping it.</summary>
internal static partial class SharedMemory
{
    internal const int NoAccess = 0;
    internal const int ReadAndWrite = 1 | 2;
    internal const int Shared = 1;
    internal const int Fixed = 0x10;
    internal const int PrivateAnonymous = 2 | 0x20 | 0x4000;
    internal const int PrivateAnonymousFixed = PrivateAnonymous | Fixed;
    internal const nint Failed = -1;

    internal const uint CloseOnExec = 1;
    internal const uint AllowSealing = 2;

    /// <summary>Since Linux 6.3; machines may be set up to refuse memory without it.</summary>
    internal const uint NeverExecutable = 8;

    internal const int AddSeals = 1033;
    internal const int GetSeals = 1034;
    internal const int SealShrink = 2;
    internal const int SealGrow = 4;

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Create(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command, int argument);

    /// <remarks>The offset is always 0, so that its width, which differs between systems, does not matter.</remarks>
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint MapAnonymous(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    internal static partial int Unmap(nint address, nuint length);
}
