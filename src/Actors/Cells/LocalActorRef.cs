namespace Troupe.Actors.Cells;

/// <summary>Reaches a cell in this process.</summary>
internal sealed class LocalActorRef(ActorSystem system, ActorPath path, ActorCell cell) : ActorRef(system, path)
{
    public ActorCell Cell => cell;

    public override void Tell(object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        cell.Post(new Envelope(message, sender));
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message is SystemMessage.DeathNotice notice)
            cell.PostDeferred(new DeferredMessage(owner => owner.DeathWatch.Accept(notice)));
        else
            cell.PostSignal(message);
    }
}
