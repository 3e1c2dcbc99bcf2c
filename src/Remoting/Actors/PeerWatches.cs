using Troupe.Actors;
using Troupe.Messages.Frames;

namespace Troupe.Remoting.Actors;

/// <summary>What the other side watches on this one, by the other side's numbers. Thread-safe.</summary>
internal sealed class PeerWatches
{
    /// <summary>More than any honest program needs; keeps a hostile one from filling the table.</summary>
    private const int MostWatches = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, PeerWatcherRef> _watches = [];
    private bool _ended;

    /// <returns>False when the link has ended.</returns>
    /// <exception cref="ProtocolViolationException">The number is taken, or there are too many.</exception>
    public bool TryAdd(ulong number, PeerWatcherRef watcher)
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            if (_watches.Count == MostWatches || !_watches.TryAdd(number, watcher))
                throw new ProtocolViolationException($"watch {number} was asked for twice, or after {MostWatches} others");
            return true;
        }
    }

    /// <summary>Takes a watch out; null when it has done its work already.</summary>
    public PeerWatcherRef? Take(ulong number)
    {
        lock (_gate)
            return _watches.Remove(number, out var watcher) ? watcher : null;
    }

    /// <summary>Withdraws all, and no more are accepted.</summary>
    public void End()
    {
        List<PeerWatcherRef> all;
        lock (_gate)
        {
            _ended = true;
            all = [.. _watches.Values];
            _watches.Clear();
        }
        foreach (var watcher in all)
            watcher.Watched.SendSystemMessage(new SystemMessage.Unwatch(watcher));
    }
}
