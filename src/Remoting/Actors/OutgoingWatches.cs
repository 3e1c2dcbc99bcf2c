using Troupe.Actors;

namespace Troupe.Remoting.Actors;

/// <summary>Who of this side watches whom of the other. Several watchers of one actor are one watch on the link. Thread-safe.</summary>
internal sealed class OutgoingWatches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RemoteActorRef, Entry> _byActor = [];
    private readonly Dictionary<ulong, Entry> _byNumber = [];
    private ulong _last;
    private bool _ended;

    /// <summary>All who watch one actor.</summary>
    public sealed record Entry(ulong Number, RemoteActorRef Actor)
    {
        public HashSet<ActorRef> Watchers { get; } = [];

        public void Notify(bool addressTerminated, string? reason)
        {
            foreach (var watcher in Watchers)
                watcher.SendSystemMessage(new SystemMessage.DeathNotice(Actor, addressTerminated, reason));
        }
    }

    /// <summary>Adds a watcher.</summary>
    /// <param name="actor">Whom it watches.</param>
    /// <param name="watcher">Who watches.</param>
    /// <param name="number">The number of a watch that the other side has to be asked for; 0 when it was asked before.</param>
    /// <returns>False when the link has ended.</returns>
    public bool TryAdd(RemoteActorRef actor, ActorRef watcher, out ulong number)
    {
        lock (_gate)
        {
            number = 0;
            if (_ended)
                return false;
            if (!_byActor.TryGetValue(actor, out var entry))
            {
                number = ++_last;
                entry = new Entry(number, actor);
                _byActor.Add(actor, entry);
                _byNumber.Add(number, entry);
            }
            entry.Watchers.Add(watcher);
            return true;
        }
    }

    /// <summary>Removes a watcher.</summary>
    /// <returns>The number of the watch to withdraw; 0 when others still watch, or nobody did.</returns>
    public ulong Remove(RemoteActorRef actor, ActorRef watcher)
    {
        lock (_gate)
        {
            if (!_byActor.TryGetValue(actor, out var entry) || !entry.Watchers.Remove(watcher) || entry.Watchers.Count > 0)
                return 0;
            _byActor.Remove(actor);
            _byNumber.Remove(entry.Number);
            return entry.Number;
        }
    }

    /// <summary>Takes a watch that has done its work; null when it was withdrawn meanwhile.</summary>
    public Entry? Take(ulong number)
    {
        lock (_gate)
        {
            if (!_byNumber.Remove(number, out var entry))
                return null;
            _byActor.Remove(entry.Actor);
            return entry;
        }
    }

    /// <summary>Takes all, and no more are accepted.</summary>
    public IReadOnlyList<Entry> End()
    {
        lock (_gate)
        {
            _ended = true;
            var all = _byNumber.Values.ToList();
            _byNumber.Clear();
            _byActor.Clear();
            return all;
        }
    }
}
