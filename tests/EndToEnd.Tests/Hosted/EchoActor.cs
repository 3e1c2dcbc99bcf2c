using Akka.Actor;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Says what it is told.</summary>
public sealed class EchoActor : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}
