using Troupe.Dispatching;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>What a dispatcher tells its workers when their pool ends.</summary>
public sealed class DispatcherEndSpecs
{
    // A planned end is none that a reader of the log would look for the cause of.
    [Fact]
    public void A_kill_while_the_workers_end_in_order_is_their_planned_end()
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        stage.Step(EndPool(kill: false));
        stage.Orders.ShouldHaveSingleItem().Kind.ShouldBe(nameof(IWorkerSession.ShutDown));
        stage.Step(EndPool(kill: true));
        stage.Orders.Where(told => told.Kind == nameof(IWorkerSession.Kill)).ShouldHaveSingleItem().Planned.ShouldBeTrue();
    }

    private static EndPool EndPool(bool kill) => new(new PoolClosedException("It ends."), kill, new TaskCompletionSource());
}
