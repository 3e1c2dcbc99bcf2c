using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Troupe.Remoting.Handshakes;

/// <summary>Who the kernel says is at the other end of a Unix socket.</summary>
internal static partial class PeerCredentials
{
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    public static uint OwnUserId { get; } = OperatingSystem.IsWindows() ? 0 : GetEffectiveUserId();

    /// <summary>Null where the system does not tell; the token's proof then stands alone.</summary>
    public static (int ProcessId, uint UserId)? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, MemoryMarshal.AsBytes(credentials));
        return (credentials[0], (uint)credentials[1]);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
