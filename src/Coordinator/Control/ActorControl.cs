using Akka.Actor;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>Leaves what is to be decided to a coordinator.</summary>
internal sealed class ActorControl(IActorRef coordinator) : IPoolControl
{
    public void Tell(ControlEvent happened) => coordinator.Tell(happened, ActorRefs.NoSender);
}
