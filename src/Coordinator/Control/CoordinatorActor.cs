using Akka.Actor;
using Akka.Routing;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>
/// Decides how many workers there are, and watches over the nodes that have them. It knows nothing that it could not be told again: after a
/// failure it asks the dispatcher for all there is, and what was told before counts for nothing.
/// </summary>
internal sealed class CoordinatorActor(PoolActorsSetup setup) : UntypedActor, IWithUnboundedStash
{
    /// <summary>Tells a coordinator that an actor below it was started again, and does not know what it was about.</summary>
    internal sealed class Forgot
    {
        public static readonly Forgot Instance = new();
    }

    private bool _adopts;

    /// <summary>What has to wait until it has adopted the pool.</summary>
    public IStash Stash { get; set; } = null!;

    private static IActorRef Node => Context.Child(NodeActor.ThisMachine);

    protected override void PreStart()
    {
        if (Node.IsNobody())
            Context.Watch(Context.ActorOf(ActorDispatcher.NewProps<NodeActor>(setup), NodeActor.ThisMachine));
        Adopt();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // Its nodes go on.
    }

    protected override SupervisorStrategy SupervisorStrategy() => Restarts.Of(setup.Log);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PoolTable table: OnTable(table); break;
            case ControlEvent when _adopts: break; // The table that is coming knows it.
            case GetRoutees or Broadcast when _adopts: Stash.Stash(); break; // Which workers there are, the table tells.
            case GetRoutees or Broadcast: Node.Forward(message); break;
            case SlotsNeeded needed: setup.Answer(Decisions.Of(needed, setup.Spares)); break;
            case ControlEvent happened: Node.Tell(happened); break;
            case Forgot when _adopts: break; // As those below a coordinator do that was started again, which are so with it.
            case Forgot: Adopt(); break;
            case Terminated stopped: throw Restarts.Stopped(stopped);
            default: Unhandled(message); break;
        }
    }

    private void Adopt()
    {
        _adopts = true;
        setup.Answer(new AdoptPool(new ActorControl(Self)));
    }

    private void OnTable(PoolTable table)
    {
        _adopts = false;
        Node.Tell(table);
        foreach (var needed in table.Open.OfType<SlotsNeeded>())
            setup.Answer(Decisions.Of(needed, setup.Spares));
        Stash.UnstashAll();
    }
}
