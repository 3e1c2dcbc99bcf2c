using Troupe.Links;

namespace Troupe.Sessions;

/// <summary>An actor that workers host, one after the other when they are lost. Sessions know nothing of actors, and load no
/// Akka.</summary>
internal interface IHostedActor
{
    /// <summary>A worker that is to host it has joined.</summary>
    IActorPeer Connect(Link link);
}
