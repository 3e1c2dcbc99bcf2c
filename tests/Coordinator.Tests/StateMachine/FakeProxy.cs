using Troupe.Actors;
using Troupe.Coordination;

namespace Troupe.Tests.StateMachine;

/// <summary>In a worker proxy's place: notes what the coordinator says, and says nothing itself; the trace speaks for it.</summary>
internal sealed class FakeProxy(Simulation simulation, WorkerId id) : Actor
{
    /// <summary>Tells it to stop, as a proxy does after its last word.</summary>
    public static readonly object Leave = new();

    protected override ValueTask PreStartAsync()
    {
        simulation.OnSpawned(id, Self);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ReceiveAsync(object message)
    {
        if (message == Leave)
            Context.StopSelf();
        else
            simulation.OnTold(id, message);
        return ValueTask.CompletedTask;
    }
}
