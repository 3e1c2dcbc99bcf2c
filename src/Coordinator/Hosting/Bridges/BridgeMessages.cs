using Akka.Actor;

namespace Troupe.Hosting.Bridges;

/// <summary>To the owner of a bridge: the other end knows this actor now, and is to be told when it ends.</summary>
internal sealed record WatchShown(ActorBridge Bridge, IActorRef Actor);

/// <summary>To the owner of a bridge: the actor that the other end hosts has ended for good.</summary>
internal sealed record HostedEnded(ActorBridge Bridge);
