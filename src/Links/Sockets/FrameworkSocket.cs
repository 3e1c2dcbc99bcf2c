using System.Net.Sockets;

namespace Troupe.Links.Sockets;

/// <summary>A Unix socket by .NET's Socket: for Windows, and for sockets that others have made.</summary>
internal sealed class FrameworkSocket(Socket socket) : LocalSocket
{
    private const int PieceSize = 4096;

    public static FrameworkSocket ConnectTo(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new FrameworkSocket(socket);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IOException($"Could not connect to {path}: {error.Message}.", error);
        }
    }

    public override int Receive(Span<byte> destination)
    {
        try
        {
            return socket.Receive(destination);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0; // A reset is an end like any other: what came before it has been read.
        }
    }

    public override bool WaitToReceive(TimeSpan limit)
    {
        try
        {
            return socket.Poll(limit, SelectMode.SelectRead);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return true; // The end is there to be received.
        }
    }

    /// <summary>A writable socket takes some bytes without waiting, but not how many is known: a small piece at a time.</summary>
    public override int TrySend(ReadOnlySpan<byte> source)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectWrite) ? socket.Send(source[..Math.Min(source.Length, PieceSize)]) : 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return -1;
        }
    }

    public override int Send(ReadOnlySpan<byte> source)
    {
        try
        {
            return socket.Send(source);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return -1; // The reader reports the end.
        }
    }

    internal override PeerCredentials? Peer => null;

    public override void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer is gone already: there is nothing left to shut down.
        }
    }

    private protected override void Dispose(bool disposing) => socket.Dispose();
}
