using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Troupe.Actors;

namespace Troupe.Remoting.Actors;

/// <summary>
/// The references of this side that were handed to the other, by number. A number is the permission to use the reference
/// for as long as the link lives. Does not keep local actors or waiting asks alive. Thread-safe.
/// </summary>
/// <remarks>
/// The number of an ask is odd. An ask takes one answer, and a process between two others, which alone keeps the reference of the
/// one for the other, is told by nobody when the ask is over: it gives such a reference up with the first answer.
/// </remarks>
internal sealed class ExportedRefs(string localAddress)
{
    private const int SmallestSweep = 1024;
    private const int SmallestForeignSweep = 64;

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<ActorRef, object> _numbers = [];
    private readonly Dictionary<ulong, WeakReference<ActorRef>> _refs = [];

    /// <summary>References to elsewhere live nowhere else: nobody but this table may be holding them.</summary>
    private readonly Dictionary<ActorRef, ulong> _foreign = [];

    private ulong _last;
    private int _nextSweep = SmallestSweep;
    private int _nextForeignSweep = SmallestForeignSweep;

    /// <summary>Whether this is the number of one who waits for one answer.</summary>
    public static bool IsOfAsk(ulong number) => (number & 1) != 0;

    public ulong NumberOf(ActorRef actor)
    {
        lock (_gate)
        {
            var local = actor.Path.Address == localAddress;
            if (local ? _numbers.TryGetValue(actor, out var boxed) : Boxed(actor, out boxed))
                return (ulong)boxed;
            _last += 2;
            var number = IsAsk(actor) ? _last + 1 : _last;
            if (!local && _foreign.Count >= _nextForeignSweep)
                SweepForeign();
            _refs.Add(number, new WeakReference<ActorRef>(actor));
            if (local)
                _numbers.Add(actor, number);
            else
                _foreign.Add(actor, number);
            if (_refs.Count >= _nextSweep)
                Sweep();
            return number;
        }
    }

    private bool Boxed(ActorRef actor, [NotNullWhen(true)] out object? number)
    {
        number = _foreign.TryGetValue(actor, out var known) ? known : null;
        return number is not null;
    }

    public ActorRef? Find(ulong number)
    {
        lock (_gate)
            return _refs.TryGetValue(number, out var reference) && reference.TryGetTarget(out var actor) ? actor : null;
    }

    /// <summary>Somebody over there has told it something: an ask of elsewhere has its answer.</summary>
    public void NoteTold(ulong number)
    {
        if (!IsOfAsk(number))
            return;
        lock (_gate)
        {
            if (_refs.TryGetValue(number, out var reference) && reference.TryGetTarget(out var actor) && _foreign.Remove(actor))
                _refs.Remove(number);
        }
    }

    /// <summary>Takes a reference back that will not be answered any more, such as an ask that is over.</summary>
    public void Withdraw(ActorRef actor)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(actor, out var number) && _numbers.Remove(actor))
                _refs.Remove((ulong)number);
        }
    }

    private static bool IsAsk(ActorRef actor) => actor is RemoteActorRef remote ? remote.IsAsk : IsLocalAsk(actor);

    /// <summary>Not an actor but something that waits: when it stops watching, it waits no longer.</summary>
    public static bool IsLocalAsk(ActorRef actor) => actor.Path.Parent is { Name: "temp", Parent.Parent: null };

    /// <summary>What a link led to that has ended is out of reach for good, and keeps that link.</summary>
    private void SweepForeign()
    {
        foreach (var (actor, number) in _foreign)
        {
            if (actor is RemoteActorRef { Link.IsDown: true })
            {
                _foreign.Remove(actor);
                _refs.Remove(number);
            }
        }
        _nextForeignSweep = Math.Max(SmallestForeignSweep, 2 * _foreign.Count);
    }

    private void Sweep()
    {
        foreach (var (number, reference) in _refs)
        {
            if (!reference.TryGetTarget(out _))
                _refs.Remove(number);
        }
        _nextSweep = Math.Max(SmallestSweep, 2 * _refs.Count);
    }
}
