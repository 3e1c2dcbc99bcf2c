using System.Runtime.InteropServices;

namespace Troupe.Links.Sockets;

/// <summary>Listens by the system's calls.</summary>
internal sealed unsafe class UnixListener : LocalListener
{
    private readonly SocketHandle _handle;
    private readonly string _path;
    private volatile bool _disposed;

    public UnixListener(string path, int backlog)
    {
        var address = stackalloc byte[UnixAddress.MaximumSize];
        var length = UnixAddress.Write(path, new Span<byte>(address, UnixAddress.MaximumSize));
        _path = path;
        _handle = UnixSocket.OpenStream();
        if (UnixCalls.Bind(_handle, address, length) == 0 && UnixCalls.Listen(_handle, backlog) == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        _handle.Dispose();
        throw UnixSocket.ErrorOf($"The pool cannot listen at {path}", error);
    }

    public override LocalSocket? Accept()
    {
        while (!_disposed)
        {
            SocketHandle peer;
            try
            {
                peer = OperatingSystem.IsMacOS()
                    ? UnixCalls.AcceptOnMac(_handle, 0, 0)
                    : UnixCalls.AcceptOnLinux(_handle, 0, 0, UnixCalls.CloseOnExec);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            var error = Marshal.GetLastPInvokeError();
            if (_disposed)
            {
                peer.Dispose();
                return null;
            }
            if (!peer.IsInvalid)
            {
                UnixCalls.KeepFromChildren(peer);
                return new UnixSocket(peer);
            }
            peer.Dispose();
            if (error != UnixCalls.Interrupted)
                throw UnixSocket.ErrorOf("A connection could not be accepted", error);
        }
        return null;
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // Wakes the thread that accepts: Linux by the shutdown, macOS only by one more connection.
        _ = UnixCalls.Shutdown(_handle, UnixCalls.ShutdownBoth);
        if (OperatingSystem.IsMacOS())
        {
            try
            {
                UnixSocket.ConnectTo(_path).Dispose();
            }
            catch (IOException)
            {
                // The path is gone: the thread waits until the process ends, and holds nothing.
            }
        }
        _handle.Dispose();
    }
}
