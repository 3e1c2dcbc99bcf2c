using Troupe.Actors;

namespace Troupe.Tests.Shared;

/// <summary>A process that uses shared objects, as they know it; it can die.</summary>
internal sealed class MortalPeer(ActorSystem system, int number)
    : ActorRef(system, ActorPath.Root($"troupe://mortal-{number}").Child("peer", number))
{
    private readonly HashSet<ActorRef> _watchers = [];

    /// <summary>How many answers it was given.</summary>
    public int Answers { get; private set; }

    public override void Tell(object message, ActorRef? sender) => Answers++;

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is SystemMessage.Watch watch)
            _watchers.Add(watch.Watcher);
        else if (message is SystemMessage.Unwatch unwatch)
            _watchers.Remove(unwatch.Watcher);
    }

    public void Die()
    {
        foreach (var watcher in _watchers.ToList())
            watcher.SendSystemMessage(new SystemMessage.DeathNotice(this, AddressTerminated: true, "it was killed"));
    }
}
