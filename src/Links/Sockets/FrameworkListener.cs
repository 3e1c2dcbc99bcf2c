using System.Net.Sockets;

namespace Troupe.Links.Sockets;

/// <summary>Listens by .NET's Socket: for Windows.</summary>
internal sealed class FrameworkListener : LocalListener
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private volatile bool _disposed;

    public FrameworkListener(string path, int backlog)
    {
        try
        {
            _socket.Bind(new UnixDomainSocketEndPoint(path));
            _socket.Listen(backlog);
        }
        catch (SocketException error)
        {
            _socket.Dispose();
            throw new IOException($"The pool cannot listen at {path}: {error.Message}.", error);
        }
    }

    public override LocalSocket? Accept()
    {
        try
        {
            return new FrameworkSocket(_socket.Accept());
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException error)
        {
            return _disposed ? null : throw new IOException(error.Message, error);
        }
    }

    public override void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
    }
}
