using Akka.Actor;
using Akka.Routing;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>
/// The root of a pool's actors, and what an application has of them. Runs the jobs that it is told, starts its coordinator again when that
/// has failed, and ends the pool when it is stopped itself.
/// <code>
///  troupe-1 ─▶ coordinator ─▶ this-machine ─▶ worker-0, worker-1, …
/// </code>
/// </summary>
internal sealed class PoolActor(PoolActorsSetup setup) : UntypedActor
{
    private IActorRef _coordinator = ActorRefs.Nobody;
    private Exception? _failure;
    private Exception? _endedBy;

    protected override void PreStart() =>
        Context.Watch(_coordinator = Context.ActorOf(ActorDispatcher.NewProps<CoordinatorActor>(setup), "coordinator"));

    protected override SupervisorStrategy SupervisorStrategy() => Restarts.Of(setup.Log, error => _failure = error);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PoolJob job: Answers.Run(setup, job, Sender, Self); break;
            case GetRoutees or Broadcast { Message: PoolJob }: _coordinator.Forward(message); break;
            case Drain: setup.Drain(); break;
            case Terminated stopped: // A coordinator that fails again and again decides nothing any longer.
                _endedBy = _failure ?? Restarts.Stopped(stopped);
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop() => setup.Ended(_endedBy);
}
