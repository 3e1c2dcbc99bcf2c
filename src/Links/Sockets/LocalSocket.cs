using System.Net.Sockets;

namespace Troupe.Links.Sockets;

/// <summary>
/// One end of a stream between two processes of this machine. Errors are values here: for readers and writers of a link,
/// a reset is an end like any other. One thread may receive while another sends.
/// </summary>
/// <remarks>
/// On Unix these are the system's own calls: .NET's Socket brings its event engine, event sources and culture data into
/// each worker, a third of its start, and has no send that never waits. Windows has Unix sockets but not the Unix calls,
/// and uses .NET's.
/// </remarks>
internal abstract class LocalSocket : IDisposable
{
    private protected LocalSocket()
    {
    }

    /// <summary>Connects to a listener.</summary>
    /// <param name="path">The path of its socket.</param>
    /// <exception cref="IOException">No process listens there.</exception>
    public static LocalSocket Connect(string path) =>
        OperatingSystem.IsWindows() ? FrameworkSocket.ConnectTo(path) : UnixSocket.ConnectTo(path);

    /// <summary>Takes over a connected socket in blocking mode.</summary>
    /// <param name="socket">The socket; closed with this one.</param>
    public static LocalSocket Of(Socket socket) => new FrameworkSocket(socket);

    /// <summary>Waits for bytes.</summary>
    /// <param name="destination">Where they go; not empty.</param>
    /// <returns>How many came; 0 when the stream has ended for whatever reason.</returns>
    public abstract int Receive(Span<byte> destination);

    /// <summary>Waits until bytes, or the end of the stream, are there to be received.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <returns>False when the time was up.</returns>
    public abstract bool WaitToReceive(TimeSpan limit);

    /// <summary>Sends what the other side takes at once.</summary>
    /// <param name="source">What to send; not empty.</param>
    /// <returns>How many bytes were taken, 0 when none are taken now, less than 0 when the stream has ended.</returns>
    public abstract int TrySend(ReadOnlySpan<byte> source);

    /// <summary>Sends and waits for as long as the other side takes.</summary>
    /// <param name="source">What to send; not empty.</param>
    /// <returns>How many bytes were taken; less than 1 when the stream has ended.</returns>
    public abstract int Send(ReadOnlySpan<byte> source);

    /// <summary>Who the kernel says is at the other end; null where it does not tell.</summary>
    internal abstract PeerCredentials? Peer { get; }

    /// <summary>Ends the stream both ways and wakes waiting threads; the handle stays open until <see cref="Dispose()"/>.</summary>
    public abstract void Shutdown();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the handle.</summary>
    /// <param name="disposing">Always true.</param>
    private protected abstract void Dispose(bool disposing);
}
