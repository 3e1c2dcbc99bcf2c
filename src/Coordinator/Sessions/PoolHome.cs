using Microsoft.Extensions.Logging;
using Troupe.Links.Directories;
using Troupe.Links.Flight;
using Troupe.Links.Handshakes;
using Troupe.Logging;

namespace Troupe.Sessions;

/// <summary>
/// Where workers meet their pool: a private directory with the socket, and for a moment the page of each worker that starts. When it is
/// gone (a logout removes a user's runtime directory), or full, the pool moves: it makes another directory in the best folder there is by
/// then and listens there, too. Workers that have their link and their page no longer need either path. Safe for any thread.
/// </summary>
internal sealed class PoolHome : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PoolDirectory> _all = [];
    private readonly ILogger _log;
    private WorkerListener? _listener;
    private bool _disposed;

    private PoolHome(ILogger log) => (_log, _all) = (log, [PoolDirectory.Create()]);

    /// <summary>One whose directory and socket are there.</summary>
    internal PoolHome(PoolDirectory directory, WorkerListener listener, ILogger log) =>
        (_all, _listener, _log) = ([directory], listener, log);

    /// <summary>Makes the first directory.</summary>
    /// <exception cref="PoolStartException">No folder would do; the text lists each with the reason.</exception>
    public static PoolHome Open(ILogger log)
    {
        try
        {
            return new PoolHome(log);
        }
        catch (IOException error)
        {
            throw NotStarted(error);
        }
    }

    /// <summary>The directory at present.</summary>
    public string Path => Current.Path;

    private PoolDirectory Current
    {
        get
        {
            lock (_gate)
                return _all[^1];
        }
    }

    /// <summary>Listens in the directory, or, where its file system has no sockets, in another one. Logs why a peer was refused.</summary>
    /// <exception cref="PoolStartException">No folder would do.</exception>
    public WorkerListener Listen()
    {
        try
        {
            return _listener = new WorkerListener(Current.SocketPath, OnRefused);
        }
        catch (IOException)
        {
            return ListenElsewhere();
        }
    }

    private WorkerListener ListenElsewhere()
    {
        try
        {
            _all.Add(PoolDirectory.Create(directory => _listener = new WorkerListener(directory.SocketPath, OnRefused)));
            return _listener!;
        }
        catch (IOException error)
        {
            throw NotStarted(error);
        }
    }

    private void OnRefused(string reason) => Log.PeerRefused(_log, reason);

    private static PoolStartException NotStarted(IOException error) => new($"No worker could be started: {error.Message}", error);

    /// <summary>Makes a worker's page, in another directory when the present one is gone or has no room.</summary>
    /// <param name="name">The name of its file.</param>
    /// <exception cref="IOException">No folder would do; the text lists each with the reason.</exception>
    public WorkerMeeting Prepare(string name)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_all[^1].WhyGone() is { } reason)
                Move(reason);
            try
            {
                return PrepareHere(name);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Move(error.Message);
                return PrepareHere(name);
            }
        }
    }

    private WorkerMeeting PrepareHere(string name)
    {
        var path = _all[^1].PathOf(name);
        return new WorkerMeeting(FlightRecord.Create(path), path, _all[^1].SocketPath);
    }

    private void Move(string reason)
    {
        var former = _all[^1];
        _all.Add(PoolDirectory.Create(directory => _listener?.ListenAt(directory.SocketPath)));
        if (former.WhyGone() is not null)
        {
            _listener?.Leave(former.SocketPath);
            former.Dispose();
            _all.Remove(former);
        }
        Log.HomeMoved(_log, former.Path, reason, _all[^1].Path);
    }

    /// <summary>Ends listening and removes every directory.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _listener?.Dispose();
            foreach (var directory in _all)
                directory.Dispose();
        }
    }
}
