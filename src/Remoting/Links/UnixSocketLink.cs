using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Troupe.Remoting.Links;

/// <summary>
/// A link over a connected Unix domain socket. Reads block (a blocking reader answers in about half the time of an
/// awaiting one); writes do not. On Windows, which has Unix sockets but not the Unix calls, .NET's Socket does both.
/// </summary>
public sealed class UnixSocketLink : Link
{
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;

    /// <summary>Takes over a connected socket in blocking mode.</summary>
    /// <param name="socket">The socket; closed with the link.</param>
    public UnixSocketLink(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _handle = socket.SafeHandle;
    }

    /// <inheritdoc/>
    protected override unsafe int ReadBytes(Span<byte> destination)
    {
        if (OperatingSystem.IsWindows())
            return ReadBySocket(destination);
        try
        {
            fixed (byte* start = destination)
            {
                while (!Closed)
                {
                    var count = LibC.Receive(_handle, start, destination.Length, 0);
                    if (count >= 0 || Marshal.GetLastPInvokeError() != LibC.Interrupted)
                        return (int)count;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Another thread disposed the link just now: an end like any other.
        }
        return 0;
    }

    /// <inheritdoc/>
    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) =>
        OperatingSystem.IsWindows() ? WriteAtOnceBySocket(source) : Send(source, LibC.SendAtOnce);

    /// <inheritdoc/>
    protected internal override int WriteBytes(ReadOnlySpan<byte> source) =>
        OperatingSystem.IsWindows() ? WriteBySocket(source) : Send(source, LibC.SendWaiting);

    private unsafe int Send(ReadOnlySpan<byte> source, int flags)
    {
        try
        {
            fixed (byte* start = source)
            {
                while (!Closed)
                {
                    var count = LibC.Send(_handle, start, source.Length, flags);
                    if (count >= 0)
                        return (int)count;
                    var error = Marshal.GetLastPInvokeError();
                    if (error != LibC.Interrupted)
                        return error == LibC.WouldBlock ? 0 : -1;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The reader has disposed the link meanwhile: it knows of the end already.
        }
        return -1;
    }

    private int ReadBySocket(Span<byte> destination)
    {
        try
        {
            return _socket.Receive(destination);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0; // A reset is an end like any other: what came before it has been read.
        }
    }

    private int WriteAtOnceBySocket(ReadOnlySpan<byte> source) =>
        _socket.Poll(0, SelectMode.SelectWrite) ? WriteBySocket(source[..Math.Min(source.Length, 4096)]) : 0;

    private int WriteBySocket(ReadOnlySpan<byte> source)
    {
        try
        {
            return _socket.Send(source);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return -1; // The reader reports the end of the link.
        }
    }

    /// <summary>
    /// Shuts the stream down, which wakes the reader, and leaves the handle open until the link is disposed: a closed
    /// handle's number may be given to another file while a thread is still about to read from it.
    /// </summary>
    protected override void CloseTransport()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer is gone already: there is nothing left to shut down.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }
}
