using Troupe.Actors;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Shared;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>A process that uses shared objects: reads every reply, and can die.</summary>
internal sealed class PeerOfObjects(ActorSystem system, int number)
    : ActorRef(system, ActorPath.Root($"troupe://worker-{number}").Child("peer", number))
{
    private readonly HashSet<ActorRef> _watchers = [];

    /// <summary>Replies since <see cref="Reset"/>.</summary>
    public int Replies { get; private set; }

    public override void Tell(object message, ActorRef? sender)
    {
        if (message is not byte[] bytes)
            throw new FindingException($"a shared object answered with a {message.GetType()}");
        _ = Reply.Read(bytes);
        Replies++;
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is SystemMessage.Watch watch)
            _watchers.Add(watch.Watcher);
        else if (message is SystemMessage.Unwatch unwatch)
            _watchers.Remove(unwatch.Watcher);
    }

    public void Die()
    {
        foreach (var watcher in _watchers)
            watcher.SendSystemMessage(new SystemMessage.DeathNotice(this, AddressTerminated: true, "it was killed"));
        _watchers.Clear();
    }

    public void Reset()
    {
        Replies = 0;
        _watchers.Clear();
    }
}
