using System.Runtime.InteropServices;
using Troupe.Platform.Systems.Native;

namespace Troupe.Platform.Systems;

/// <summary>What Linux and macOS have in common.</summary>
internal abstract class UnixSystem : HostSystem
{
    private protected const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    internal override void CreatePrivateDirectory(string path)
    {
        // Not Directory.CreateDirectory: that one accepts a directory that another user made before us.
        if (UnixFolders.MakeDirectory(path, (uint)OwnerOnly) != 0)
        {
            throw new IOException(
                $"Cannot create the directory '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }
}
