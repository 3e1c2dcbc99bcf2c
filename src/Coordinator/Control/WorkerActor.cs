using Akka.Actor;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>Supervises one slot of a pool: decides when its worker is followed by the next one. It lives as long as the slot.</summary>
internal sealed class WorkerActor(PoolActorsSetup setup) : UntypedActor
{
    protected override void PostRestart(Exception reason) => Context.Parent.Tell(CoordinatorActor.Forgot.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkerDown down: setup.Answer(Decisions.Of(down)); break;
            case WorkerHeavy heavy: setup.Answer(Decisions.Of(heavy)); break;
            case WorkerUp: break;
            default: Unhandled(message); break;
        }
    }
}
