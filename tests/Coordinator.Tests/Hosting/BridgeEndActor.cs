using Akka.Actor;
using Troupe.Hosting.Bridges;

namespace Troupe.Tests.Hosting;

/// <summary>The owner of one end of a bridge, as the actors that own one in the product are.</summary>
internal sealed class BridgeEndActor(TaskCompletionSource<ActorCell> made) : UntypedActor
{
    private readonly HashSet<ActorBridge> _bridges = [];

    protected override void PreStart() => made.SetResult((ActorCell)Context);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchShown shown:
                _bridges.Add(shown.Bridge);
                Context.Watch(shown.Actor);
                break;
            case Terminated ended:
                foreach (var bridge in _bridges)
                    bridge.OnWatchedEnded(ended.ActorRef);
                break;
            case HostedEnded:
                Context.Stop(Self);
                break;
        }
    }
}
