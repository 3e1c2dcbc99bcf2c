using Troupe.Links.Sockets;

namespace Troupe.Links.Handshakes;

/// <summary>
/// The pool's door: a Unix socket at which invited workers report. Each connection gets a thread that performs the
/// handshake and, once the worker is admitted, goes on as the reader of its link. Safe for any thread.
/// </summary>
internal sealed class WorkerListener : IDisposable
{
    /// <summary>How many peers that have not proved themselves are listened to at once.</summary>
    private const int UnprovenPeers = 64;

    private readonly List<(string Path, LocalListener Door)> _doors = [];
    private readonly Lock _gate = new();
    private readonly List<Invitation> _invitations = [];
    private readonly Action<string> _refused;
    private readonly TimeSpan _deadline;
    private int _unproven;
    private bool _disposed;

    /// <summary>Starts to listen.</summary>
    /// <param name="path">Where; in the pool's private directory.</param>
    /// <param name="refused">Told why a peer was refused; called on the peer's thread.</param>
    /// <exception cref="IOException">The path cannot be bound.</exception>
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
        ListenAt(path);
    }

    /// <summary>Listens at one more path: workers that were told of another one, and are on their way, still find it.</summary>
    /// <param name="path">Where; in a private directory of the pool.</param>
    /// <exception cref="IOException">The path cannot be bound.</exception>
    public void ListenAt(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var door = LocalListener.Open(path, UnprovenPeers);
        lock (_gate)
        {
            if (_disposed)
            {
                door.Dispose();
                return;
            }
            _doors.Add((path, door));
        }
        new Thread(() => Accept(door)) { IsBackground = true, Name = "troupe listener" }.UnsafeStart();
    }

    /// <summary>Listens no longer at a path, which is gone.</summary>
    /// <param name="path">Where.</param>
    public void Leave(string path)
    {
        lock (_gate)
        {
            foreach (var (_, door) in _doors.FindAll(entry => entry.Path == path))
                door.Dispose();
            _doors.RemoveAll(entry => entry.Path == path);
        }
    }

    /// <summary>Expects a worker.</summary>
    /// <param name="invitation">Its slot, generation, process and token.</param>
    public void Invite(Invitation invitation)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        lock (_gate)
            _invitations.Add(invitation);
    }

    /// <summary>Expects a worker no longer.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="generation">Its generation.</param>
    public void Withdraw(int slot, int generation) => _ = Claim(slot, generation);

    /// <summary>Takes an invitation out, so that it is used once; there are never more than workers that start.</summary>
    private Invitation? Claim(int slot, int generation)
    {
        lock (_gate)
        {
            var index = _invitations.FindIndex(invitation => invitation.Slot == slot && invitation.Generation == generation);
            if (index < 0)
                return null;
            var claimed = _invitations[index];
            _invitations.RemoveAt(index);
            return claimed;
        }
    }

    private void Accept(LocalListener door)
    {
        while (!Volatile.Read(ref _disposed))
        {
            LocalSocket? peer;
            try
            {
                peer = door.Accept();
            }
            catch (IOException error)
            {
                // Out of file handles, say: the peers wait in the backlog until there is room again.
                _refused(error.Message);
#pragma warning disable RS0030 // Nothing signals that there are file handles again.
                Thread.Sleep(50);
#pragma warning restore RS0030
                continue;
            }
            if (peer is null)
                return;
            if (Interlocked.Increment(ref _unproven) > UnprovenPeers)
            {
                Interlocked.Decrement(ref _unproven);
                peer.Dispose();
                _refused($"A connection was refused: {UnprovenPeers} peers have connected and not proved themselves.");
                continue;
            }
            try
            {
                new Thread(() => Admit(peer)) { IsBackground = true, Name = "troupe link reader" }.UnsafeStart();
            }
            catch (OutOfMemoryException)
            {
                // Thrown on, it would end the process. The worker sees its link end, and the next one is started when there is room.
                Interlocked.Decrement(ref _unproven);
                peer.Dispose();
                _refused("A connection was refused: the system has no room for a further thread, or no file handle for it.");
            }
        }
    }

    private void Admit(LocalSocket peer)
    {
        Invitation invitation;
        try
        {
            invitation = Handshake.Admit(peer, Claim, _deadline);
        }
        catch (HandshakeException error)
        {
            peer.Dispose();
            // A worker that ended on its way in was not refused; its end is reported by what watches its process.
            if (!error.PeerLeft)
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
        lock (_gate)
        {
            Volatile.Write(ref _disposed, true);
            foreach (var (_, door) in _doors)
                door.Dispose();
            _doors.Clear();
        }
    }
}
