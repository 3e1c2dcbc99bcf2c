using Akka.Actor;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>
/// The root of a pool's actors. Starts its coordinator again when that has failed, and ends the pool when it is stopped itself.
/// <code>
///  troupe-1 ─▶ coordinator ─▶ this-machine ─▶ worker-0, worker-1, …
/// </code>
/// </summary>
internal sealed class PoolActor(PoolActorsSetup setup) : UntypedActor
{
    private Exception? _failure;
    private Exception? _endedBy;

    protected override void PreStart() =>
        Context.Watch(Context.ActorOf(ActorDispatcher.NewProps<CoordinatorActor>(setup), "coordinator"));

    protected override SupervisorStrategy SupervisorStrategy() => Restarts.Of(setup.Log, error => _failure = error);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated stopped: // A coordinator that fails again and again decides nothing any longer.
                _endedBy = _failure ?? Restarts.Stopped(stopped);
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop() => setup.Ended(_endedBy);
}
