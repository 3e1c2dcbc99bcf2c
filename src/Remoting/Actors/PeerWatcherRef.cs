using Troupe.Actors;

namespace Troupe.Remoting.Actors;

/// <summary>Stands on this side for those of the other side who watch one actor here.</summary>
internal sealed class PeerWatcherRef(ActorSystem system, ActorPath path, ActorLink link, ulong number, ActorRef watched)
    : ActorRef(system, path)
{
    public ActorRef Watched => watched;

    public override void Tell(object message, ActorRef? sender) =>
        System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.NoRecipient));

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is SystemMessage.DeathNotice notice)
            link.ReportEnd(number, notice);
    }
}
