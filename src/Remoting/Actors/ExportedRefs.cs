using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Troupe.Actors;

namespace Troupe.Remoting.Actors;

/// <summary>
/// The references of this side that were handed to the other, by number. A number is the permission to use the reference
/// for as long as the link lives. Does not keep local actors or waiting asks alive. Thread-safe.
/// </summary>
internal sealed class ExportedRefs(string localAddress)
{
    private const int SmallestSweep = 1024;

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<ActorRef, object> _numbers = [];
    private readonly Dictionary<ulong, WeakReference<ActorRef>> _refs = [];

    /// <summary>References to elsewhere live nowhere else: nobody but this table may be holding them.</summary>
    private readonly Dictionary<ActorRef, ulong> _foreign = [];

    private ulong _last;
    private int _nextSweep = SmallestSweep;

    public ulong NumberOf(ActorRef actor)
    {
        lock (_gate)
        {
            var local = actor.Path.Address == localAddress;
            if (local ? _numbers.TryGetValue(actor, out var boxed) : Boxed(actor, out boxed))
                return (ulong)boxed;
            var number = ++_last;
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

    /// <summary>Takes a reference back that will not be answered any more, such as an ask that is over.</summary>
    public void Withdraw(ActorRef actor)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(actor, out var number) && _numbers.Remove(actor))
                _refs.Remove((ulong)number);
        }
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
