using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.TestKit;

namespace Troupe.Tests.Coordination;

/// <summary>How a worker leaves that stood in for one whose job waited for a job of its own.</summary>
public sealed class StandInSpecs
{
    private const int Slot = 1;

    private static readonly TimeSpan s_standInTime = TimeSpan.FromSeconds(2);
    private static readonly WorkerId s_parked = new(0, 1);
    private static readonly WorkerId s_standIn = new(Slot, 1);

    // Who is killed as no more needed is not told of in the log: the crash of one that ends by itself must not be hidden so.
    [Theory]
    [InlineData(WorkerState.Starting, typeof(KillWorker))]
    [InlineData(WorkerState.Ready, typeof(ShutDownWorker))]
    [InlineData(WorkerState.Ending, null)]
    public async Task A_stand_in_that_is_no_more_needed_is_told_to_end_unless_it_ends_by_itself(WorkerState state, Type? order)
    {
        var clock = new ManualTimeProvider();
        var (started, orders) = (new Dictionary<WorkerId, ActorRef>(), new List<(WorkerId Worker, object Order)>());
        var setup = new PoolSetup(new ProcessPoolOptions { Workers = 1 }, null!, null!, null!, [], NullLogger.Instance)
        {
            NewProxy = (_, id) => new Proxy(id, started, orders),
        };
        await using var system = new ActorSystem("stand-in", new ActorSystemOptions { TimeProvider = clock, TopLevelStrategy = FailureStops.Strategy });
        var coordinator = system.Spawn(Props.Create(() => new CoordinatorActor(setup, new PoolView())).WithInlineDispatch());
        var function = new PoolFunction(1, "Work", []);
        coordinator.Tell(new WorkerReady(s_parked, 1, () => default));
        coordinator.Tell(new CallJob<int>(function, new byte[4], JobOptions.Default, DeclaredResult<int>.Instance));
        var nested = new NestedJob(function, new Submission(JobOptions.Default, default, 0, 0, [], "Nested", []), 1, s_parked, started[s_parked], coordinator);
        coordinator.Tell(new NestedSubmitted(s_parked, nested));
        started.ShouldContainKey(s_standIn);

        if (state == WorkerState.Starting)
            coordinator.Tell(new CancelJob(nested));
        else
            Work(coordinator, nested);
        coordinator.Tell(new WorkerReleased(s_parked, 1, 1, 0, Overrun: false, null));
        if (state == WorkerState.Ending)
            coordinator.Tell(new WorkerUnreachable(s_standIn));
        clock.Advance(s_standInTime);
        orders.Where(told => told.Worker == s_standIn && told.Order is ProxyMessage and not CancelLeased).Select(told => told.Order.GetType())
            .ShouldBe(order is null ? [] : [order]);

        coordinator.Tell(new WorkerEnded(s_standIn, [], null, default, null));
        started.Keys.Where(worker => worker.Slot == Slot).ShouldBe([s_standIn], "its place is no more");
    }

    private static void Work(ActorRef coordinator, NestedJob nested)
    {
        coordinator.Tell(new WorkerReady(s_standIn, 2, () => default));
        nested.State.ShouldBe(JobState.Running);
        nested.Succeed([]);
        coordinator.Tell(new WorkerReleased(s_standIn, 1, 1, 0, Overrun: false, null));
    }

    /// <summary>In a worker's place: notes what it is told.</summary>
    private sealed class Proxy(WorkerId id, Dictionary<WorkerId, ActorRef> started, List<(WorkerId Worker, object Order)> orders) : Actor
    {
        protected override ValueTask PreStartAsync()
        {
            started.Add(id, Self);
            return ValueTask.CompletedTask;
        }

        protected override ValueTask ReceiveAsync(object message)
        {
            orders.Add((id, message));
            return ValueTask.CompletedTask;
        }
    }
}
