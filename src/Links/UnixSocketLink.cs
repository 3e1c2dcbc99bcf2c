using Troupe.Links.Sockets;

namespace Troupe.Links;

/// <summary>A link over a connected Unix domain socket. Reads block, writes do not.</summary>
internal sealed class UnixSocketLink : Link
{
    private readonly LocalSocket _socket;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">The socket; closed with the link.</param>
    public UnixSocketLink(LocalSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
    }

    /// <inheritdoc/>
    protected override int ReadBytes(Span<byte> destination) => _socket.Receive(destination);

    /// <inheritdoc/>
    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => _socket.TrySend(source);

    /// <inheritdoc/>
    protected internal override int WriteBytes(ReadOnlySpan<byte> source) => _socket.Send(source);

    /// <summary>
    /// Shuts the stream down, which wakes the reader, and leaves the handle open until the link is disposed: a closed
    /// handle's number may be given to another file while a thread is still about to read from it.
    /// </summary>
    protected override void CloseTransport() => _socket.Shutdown();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }
}
