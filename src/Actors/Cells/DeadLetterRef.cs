namespace Troupe.Actors.Cells;

/// <summary>Everything told to it is a dead letter; whoever watches it learns at once that there is nobody.</summary>
internal sealed class DeadLetterRef(ActorSystem system, ActorPath path) : ActorRef(system, path)
{
    public override void Tell(object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.NoRecipient));
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is SystemMessage.Watch watch)
            watch.Watcher.SendSystemMessage(new SystemMessage.DeathNotice(this));
    }
}
