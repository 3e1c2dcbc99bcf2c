using System.Collections.Concurrent;
using System.Net.Sockets;
using Troupe.Remoting.Links;

namespace Troupe.Remoting.Handshakes;

/// <summary>
/// The pool's door: a Unix socket at which invited workers report. Each connection gets a thread that performs the
/// handshake and, once the worker is admitted, goes on as the reader of its link. Safe for any thread.
/// </summary>
public sealed class WorkerListener : IDisposable
{
    /// <summary>How many peers that have not proved themselves are listened to at once.</summary>
    private const int UnprovenPeers = 64;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<(int, int), Invitation> _invitations = new();
    private readonly Action<string> _refused;
    private readonly TimeSpan _deadline;
    private int _unproven;
    private bool _disposed;

    /// <summary>Starts to listen.</summary>
    /// <param name="path">Where; in the pool's private directory.</param>
    /// <param name="refused">Told why a peer was refused; called on the peer's thread.</param>
    /// <exception cref="SocketException">The path cannot be bound.</exception>
    public WorkerListener(string path, Action<string> refused)
        : this(path, refused, Handshake.Deadline)
    {
    }

    internal WorkerListener(string path, Action<string> refused, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(refused);
        _refused = refused;
        _deadline = deadline;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(UnprovenPeers);
        new Thread(Accept) { IsBackground = true, Name = "troupe listener" }.UnsafeStart();
    }

    /// <summary>Expects a worker.</summary>
    /// <param name="invitation">Its slot, generation, process and token.</param>
    public void Invite(Invitation invitation)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        _invitations[(invitation.Slot, invitation.Generation)] = invitation;
    }

    /// <summary>Expects a worker no longer.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="generation">Its generation.</param>
    public void Withdraw(int slot, int generation) => _invitations.TryRemove((slot, generation), out _);

    private void Accept()
    {
        while (!Volatile.Read(ref _disposed))
        {
            Socket peer;
            try
            {
                peer = _socket.Accept();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                if (Volatile.Read(ref _disposed))
                    return;
                // Out of file handles, say: the peers wait in the backlog until there is room again.
                _refused($"A connection could not be accepted: {error.Message}");
                Thread.Sleep(50);
                continue;
            }
            if (Interlocked.Increment(ref _unproven) > UnprovenPeers)
            {
                Interlocked.Decrement(ref _unproven);
                peer.Dispose();
                _refused($"A connection was refused: {UnprovenPeers} peers have connected and not proved themselves.");
                continue;
            }
            new Thread(() => Admit(peer)) { IsBackground = true, Name = "troupe link reader" }.UnsafeStart();
        }
    }

    private void Admit(Socket peer)
    {
        Invitation invitation;
        try
        {
            invitation = Handshake.Admit(peer, (slot, generation) => _invitations.TryRemove((slot, generation), out var found) ? found : null, _deadline);
        }
        catch (Exception error) when (error is HandshakeException or SocketException or ObjectDisposedException)
        {
            peer.Dispose();
            // A worker that ended on its way in was not refused; whoever watches its process tells of its end.
            if (error is not HandshakeException { PeerLeft: true })
                _refused(error.Message);
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _unproven);
        }
        using var link = new UnixSocketLink(peer);
        invitation.Admitted(link);
    }

    /// <summary>Ends listening; links that exist live on.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        _socket.Dispose();
    }
}
