using System.Collections.Concurrent;
using Troupe.Actors;
using Troupe.Remoting.Spaces;

namespace Troupe.Shared;

/// <summary>
/// This process as shared objects know it, wherever they live: the sender of all its requests, to whom all answers go.
/// Safe for any thread.
/// </summary>
internal sealed class SharedPeer : ActorRef
{
    private static readonly Lazy<SharedPeer> s_own = new(static () => new SharedPeer(ActorSpace.System));

    private readonly ConcurrentDictionary<ulong, PendingRequest> _pending = new();
    private readonly ConcurrentDictionary<ActorRef, SharedReference> _watched = new();
    private ulong _last;

    private SharedPeer(ActorSystem system)
        : base(system, ActorPath.Root(system.Address).Child("peer", 1))
    {
    }

    public static SharedPeer Own => s_own.Value;

    public ulong NextNumber() => Interlocked.Increment(ref _last);

    public PendingRequest Expect(SharedReference target, ulong number)
    {
        var pending = new PendingRequest(target, number);
        _pending[number] = pending;
        // The end of the object may have come between the look before and this line.
        if (target.Ended is not null)
            Fail(pending);
        return pending;
    }

    /// <summary>Forgets a request that could not be sent.</summary>
    public void Forget(PendingRequest pending) => _pending.TryRemove(pending.Number, out _);

    public void Watch(SharedReference reference, ActorRef actor)
    {
        _watched[actor] = reference;
        actor.SendSystemMessage(new SystemMessage.Watch(this));
    }

    public override void Tell(object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message is not byte[] bytes)
        {
            System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.Unhandled));
            return;
        }
        var (number, reply) = Reply.Read(bytes);
        if (_pending.TryRemove(number, out var pending))
            pending.TrySetResult(reply);
    }

    /// <summary>It ends with the process, which those who watch it learn from the link; only the ends of others matter here.</summary>
    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is not SystemMessage.DeathNotice notice || !_watched.TryRemove(notice.Actor, out var reference))
            return;
        reference.End(notice.Reason);
        foreach (var pending in _pending.Values.Where(pending => pending.Target == reference))
            Fail(pending);
    }

    private void Fail(PendingRequest pending)
    {
        _pending.TryRemove(pending.Number, out _);
        pending.TrySetException(pending.Target.EndedError());
    }
}
