using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Coordination;
using Troupe.TestKit;

namespace Troupe.Tests.Coordination;

/// <summary>What a coordinator tells its workers when their pool ends.</summary>
public sealed class CoordinatorEndSpecs
{
    private static readonly WorkerId s_worker = new(0, 1);

    // A planned end is none that a reader of the log would look for the cause of.
    [Fact]
    public async Task A_kill_while_the_workers_end_in_order_is_their_planned_end()
    {
        var orders = new List<object>();
        await using var system = Stage(orders, new ManualTimeProvider(), out var coordinator);
        coordinator.Tell(EndPool(kill: false));
        orders.ShouldHaveSingleItem().ShouldBeOfType<ShutDownWorker>();
        coordinator.Tell(EndPool(kill: true));
        orders.OfType<KillWorker>().ShouldHaveSingleItem().Planned.ShouldBeTrue();
    }

    private static EndPool EndPool(bool kill) => new(new PoolClosedException("It ends."), kill, new TaskCompletionSource());

    /// <summary>A coordinator with one worker, which is ready and notes what it is told.</summary>
    private static ActorSystem Stage(List<object> orders, TimeProvider clock, out ActorRef coordinator)
    {
        var setup = new PoolSetup(new ProcessPoolOptions { Workers = 1 }, null!, null!, null!, [], NullLogger.Instance) { NewProxy = (_, _) => new Noting(orders) };
        var system = new ActorSystem("end", new ActorSystemOptions { TimeProvider = clock, TopLevelStrategy = FailureStops.Strategy });
        coordinator = system.Spawn(Props.Create(() => new CoordinatorActor(setup, new PoolView())).WithInlineDispatch());
        coordinator.Tell(new WorkerReady(s_worker, 1, () => default));
        return system;
    }

    private sealed class Noting(List<object> orders) : Actor
    {
        protected override ValueTask ReceiveAsync(object message)
        {
            orders.Add(message);
            return ValueTask.CompletedTask;
        }
    }
}
