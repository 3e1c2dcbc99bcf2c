using Akka.Actor;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>
/// Supervises one slot of a pool: decides when its worker is followed by the next one, and takes jobs for that slot alone. It lives as long
/// as the slot.
/// </summary>
internal sealed class WorkerActor(PoolActorsSetup setup, int slot) : UntypedActor
{
    protected override void PostRestart(Exception reason) => Context.Parent.Tell(CoordinatorActor.Forgot.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkerDown down: setup.Answer(Decisions.Of(down)); break;
            case WorkerHeavy heavy: setup.Answer(Decisions.Of(heavy)); break;
            case WorkerUp: break;
            case PoolJob job: Answers.Run(setup, job, Sender, Self, slot); break;
            default: Unhandled(message); break;
        }
    }
}
