using Microsoft.Win32.SafeHandles;

namespace Troupe.Links.Sockets;

/// <summary>The descriptor of a Unix socket. While a call uses it, it is not closed, so that its number names no other file.</summary>
internal sealed class SocketHandle() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => UnixCalls.Close(handle) == 0;
}
