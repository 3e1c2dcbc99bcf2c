using Akka.Actor;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Does not come to be.</summary>
public sealed class ShyActor : UntypedActor
{
    public ShyActor(string how)
    {
        if (how == "throw")
            throw new InvalidOperationException("not today");
        Context.Stop(Self);
    }

    protected override void OnReceive(object message) => Unhandled(message);
}
