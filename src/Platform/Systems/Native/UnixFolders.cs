using System.Runtime.InteropServices;

namespace Troupe.Platform.Systems.Native;

/// <summary>The C library calls about folders whose signatures are the same on Linux and macOS.</summary>
internal static partial class UnixFolders
{
    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectory(string path, uint mode);
}
