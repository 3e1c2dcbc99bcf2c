using Akka.Actor;

namespace Troupe.Hosting.Bridges;

/// <summary>
/// Stands here for an actor at the other end of a link: what it is told goes there, and it ends when that one does. Stopping it,
/// by <c>PoisonPill</c> or <c>Stop</c>, stops that one.
/// </summary>
internal sealed class PeerActor(ActorBridge bridge, ActorCell owner, ulong number) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (!bridge.TrySend(number, message, Sender, flush: true))
            Context.System.DeadLetters.Tell(message, Sender);
    }

    protected override void PostStop()
    {
        if (!owner.ChildrenContainer.IsTerminating)
            bridge.OnPeerStopped(number);
    }
}
