using Akka.Actor;
using Troupe.Links.Conversations;
using Troupe.Messages.Frames;

namespace Troupe.Hosting.Bridges;

/// <summary>
/// What the two ends of a link call each other's actors. An actor stays in here for as long as it lives, an asker until
/// it has it, or waits no longer. Safe for any thread.
/// </summary>
internal sealed class ActorAddresses(bool hostsActor)
{
    /// <summary>More than any honest program needs; keeps a hostile one from filling the table.</summary>
    private const int MostPeers = 1 << 20;

    private const int SmallestSweep = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<IActorRef, ActorAddress> _known = [];
    private readonly Dictionary<ulong, IActorRef> _own = [];
    private readonly Dictionary<ulong, IActorRef> _peers = [];

    /// <summary>Those who wait for an answer here. Akka keeps them for as long as they do.</summary>
    private readonly Dictionary<ulong, WeakReference<IActorRef>> _asks = [];

    /// <summary>Those who wait for one at the other end.</summary>
    private readonly Dictionary<ulong, PendingAnswer> _answers = [];

    private IActorRef? _hosted;
    private IActorRef? _lastActor;
    private ActorAddress _lastAddress;
    private ulong _last;
    private int _nextSweep = SmallestSweep;
    private bool _ended;

    /// <summary>How many who wait for an answer, here or there, are known.</summary>
    public int Asks
    {
        get
        {
            lock (_gate)
                return _asks.Count + _answers.Count;
        }
    }

    /// <summary>How many actors are known, here and there.</summary>
    public int Actors
    {
        get
        {
            lock (_gate)
                return _known.Count;
        }
    }

    /// <summary>Who is meant by <see cref="ActorAddress.Hosted"/>: the actor itself, or its reference.</summary>
    public void SetHosted(IActorRef hosted)
    {
        lock (_gate)
        {
            _hosted = hosted;
            _known[hosted] = new ActorAddress(hostsActor ? AddressOwner.Writer : AddressOwner.Reader, ActorAddress.Hosted);
        }
    }

    /// <summary>What to call an actor.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="isNew">Whether the other end has not heard of it, and is to be told of its end.</param>
    public ActorAddress Of(IActorRef actor, out bool isNew)
    {
        lock (_gate)
        {
            isNew = false;
            if (ReferenceEquals(actor, _lastActor))
                return _lastAddress;
            if (IsAsk(actor))
                return OfAsk(actor);
            if (!_known.TryGetValue(actor, out var address))
            {
                isNew = true;
                _known.Add(actor, address = new ActorAddress(AddressOwner.Writer, _last += 2));
                _own.Add(address.Number, actor);
            }
            (_lastActor, _lastAddress) = (actor, address);
            return address;
        }
    }

    /// <summary>The actor of this end that is called so; null when there is none any longer.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="take">Whether it is told something: one that waits for an answer is over then.</param>
    public IActorRef? Own(ulong number, bool take)
    {
        lock (_gate)
        {
            if (number == ActorAddress.Hosted)
                return hostsActor ? _hosted : null;
            if (!ActorAddress.IsAsk(number))
                return _own.GetValueOrDefault(number);
            var isThere = take ? _asks.Remove(number, out var ask) : _asks.TryGetValue(number, out ask);
            return isThere && ask!.TryGetTarget(out var actor) ? actor : null;
        }
    }

    /// <summary>What stands here for an actor of the other end.</summary>
    /// <exception cref="ProtocolViolationException">There are more than any honest program has.</exception>
    public IActorRef Peer(ulong number, ActorBridge bridge)
    {
        lock (_gate)
        {
            if (number == ActorAddress.Hosted && !hostsActor && _hosted is not null)
                return _hosted;
            if (_peers.TryGetValue(number, out var peer))
                return peer;
            if (_peers.Count + _answers.Count >= MostPeers || number == ActorAddress.Hosted)
                throw new ProtocolViolationException($"actor {number} was spoken of after {_peers.Count + _answers.Count} others");
            if (ActorAddress.IsAsk(number))
            {
                if (!_answers.TryGetValue(number, out var answer))
                    _answers.Add(number, answer = bridge.NewAnswer(number));
                return answer.Reference;
            }
            peer = bridge.NewPeer(number);
            _peers.Add(number, peer);
            _known[peer] = new ActorAddress(AddressOwner.Reader, number);
            return peer;
        }
    }

    /// <summary>Takes out what stands for an actor of the other end; null when it was taken.</summary>
    public IActorRef? TryDropPeer(ulong number)
    {
        lock (_gate)
        {
            if (!_peers.Remove(number, out var peer))
                return null;
            Drop(peer);
            return peer;
        }
    }

    /// <summary>Takes out an asker at the other end; null when it was taken.</summary>
    public PendingAnswer? TakeAnswer(ulong number)
    {
        lock (_gate)
            return _answers.Remove(number, out var answer) ? answer : null;
    }

    /// <summary>Forgets an actor of this end that has ended.</summary>
    public bool TryForget(IActorRef actor, out ulong number)
    {
        lock (_gate)
        {
            number = ActorAddress.Hosted;
            if (!_known.TryGetValue(actor, out var address) || address.Owner != AddressOwner.Writer || address.Number == number)
                return false;
            number = address.Number;
            _own.Remove(number);
            Drop(actor);
            return true;
        }
    }

    /// <summary>The numbers of those who wait for an answer no longer, now and then; the other end may forget them, too.</summary>
    public ulong[]? TakeForgotten()
    {
        lock (_gate)
        {
            if (_asks.Count < _nextSweep)
                return null;
            ulong[] gone = [.. _asks.Where(ask => !ask.Value.TryGetTarget(out _)).Select(ask => ask.Key)];
            foreach (var number in gone)
                _asks.Remove(number);
            _nextSweep = Math.Max(SmallestSweep, 2 * _asks.Count);
            return gone;
        }
    }

    /// <summary>The link has ended.</summary>
    /// <returns>What stands for actors of the other end, and those of this end who wait for an answer from there.</returns>
    public (IReadOnlyList<IActorRef> Peers, IReadOnlyList<IActorRef> Asks) End()
    {
        lock (_gate)
        {
            _ended = true;
            List<IActorRef> asks = [];
            foreach (var ask in _asks.Values)
            {
                if (ask.TryGetTarget(out var actor))
                    asks.Add(actor);
            }
            List<IActorRef> peers = [.. _peers.Values];
            _asks.Clear();
            _answers.Clear();
            _peers.Clear();
            _own.Clear();
            _known.Clear();
            _lastActor = null;
            return (peers, asks);
        }
    }

    /// <summary>A new number each time: it is told to one who answers once, and never spoken of again.</summary>
    private ActorAddress OfAsk(IActorRef actor)
    {
        var number = (_last += 2) + 1;
        if (!_ended)
            _asks.Add(number, new WeakReference<IActorRef>(actor));
        return new ActorAddress(AddressOwner.Writer, number);
    }

    private void Drop(IActorRef actor)
    {
        _known.Remove(actor);
        if (ReferenceEquals(actor, _lastActor))
            _lastActor = null;
    }

    /// <summary>Not an actor but what Akka's Ask waits with.</summary>
    public static bool IsAsk(IActorRef actor) => actor.Path.Parent is { Name: "temp", Parent: RootActorPath };
}
