using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.TestKit;

namespace Troupe.Tests.Coordination;

/// <summary>Which places a pool gives up when it is made smaller, and which it keeps when it is made larger again.</summary>
public sealed class ResizeSpecs : IAsyncDisposable
{
    private readonly Dictionary<WorkerId, ActorRef> _started = [];
    private readonly List<(WorkerId Worker, object Order)> _orders = [];
    private readonly ActorSystem _system;
    private readonly ActorRef _coordinator;
    private readonly PoolView _view = new();

    public ResizeSpecs()
    {
        var setup = new PoolSetup(new ProcessPoolOptions { Workers = 1 }, null!, null!, null!, [], NullLogger.Instance)
        {
            NewProxy = (_, id) => new Proxy(id, this),
        };
        _system = new ActorSystem("resize", new ActorSystemOptions { TimeProvider = new ManualTimeProvider(), TopLevelStrategy = FailureStops.Strategy });
        _coordinator = _system.Spawn(Props.Create(() => new CoordinatorActor(setup, _view)).WithInlineDispatch());
        Ready(0);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public void Places_that_are_still_starting_are_taken_back_at_once()
    {
        for (var round = 0; round < 40; round++)
        {
            Resize(16);
            _started.Count.ShouldBe(1 + (15 * (round + 1)));
            Resize(1);
            var taken = _orders.Where(told => told.Order is KillWorker).Select(told => told.Worker).ToList();
            taken.Count.ShouldBe(15 * (round + 1));
            foreach (var worker in taken.Skip(15 * round))
                Ended(worker, new InvalidOperationException("It was killed."));
            _view.Slots.Count.ShouldBe(1);
        }
        _orders.ShouldNotContain(told => told.Worker.Slot == 0, "the worker that works is none of those");
    }

    [Fact]
    public void A_busy_place_that_was_given_up_is_kept_when_the_pool_grows_again()
    {
        var resized = Resize(3);
        Ready(1);
        Ready(2);
        resized.IsCompletedSuccessfully.ShouldBeTrue();
        var jobs = Enumerable.Range(0, 3).Select(_ => Submit()).ToList();
        _ = Resize(1);
        var again = Resize(3);
        _started.Count.ShouldBe(3, "no further process is started beside those that are there");
        again.IsCompletedSuccessfully.ShouldBeTrue();
        jobs.ForEach(job => job.Succeed([]));
        foreach (var slot in Enumerable.Range(0, 3))
            _coordinator.Tell(new WorkerReleased(new WorkerId(slot, 1), 1, 1, 0, Overrun: false, null));
        _orders.Select(told => told.Order).ShouldAllBe(order => order is Job);
    }

    [Fact]
    public void An_idle_place_goes_before_a_busy_one()
    {
        _ = Resize(2);
        Ready(1);
        var busy = Submit();
        var place = _orders.Single(told => told.Order == busy).Worker;
        _ = Resize(1);
        var ended = _orders.Where(told => told.Order is ShutDownWorker).ShouldHaveSingleItem().Worker;
        ended.ShouldNotBe(place);
    }

    [Fact]
    public void A_worker_that_was_told_to_end_is_shown_as_ending()
    {
        _ = Resize(2);
        Ready(1);
        _ = Resize(1);
        _view.Slots.Select(slot => slot.State).ShouldBe([WorkerState.Ready, WorkerState.Ending]);
    }

    private Task Resize(int workers)
    {
        var done = new TaskCompletionSource();
        _coordinator.Tell(new Resize(workers, done));
        return done.Task;
    }

    private CallJob<int> Submit()
    {
        var job = new CallJob<int>(new PoolFunction(1, "Work", []), new byte[4], JobOptions.Default, DeclaredResult<int>.Instance);
        _coordinator.Tell(job);
        return job;
    }

    private void Ready(int slot) => _coordinator.Tell(new WorkerReady(new WorkerId(slot, 1), slot + 1, () => default));

    private void Ended(WorkerId worker, Exception startError) => _coordinator.Tell(new WorkerEnded(worker, [], null, default, startError));

    /// <summary>In a worker's place: notes what it is told.</summary>
    private sealed class Proxy(WorkerId id, ResizeSpecs specs) : Actor
    {
        protected override ValueTask PreStartAsync()
        {
            specs._started.Add(id, Self);
            return ValueTask.CompletedTask;
        }

        protected override ValueTask ReceiveAsync(object message)
        {
            specs._orders.Add((id, message));
            return ValueTask.CompletedTask;
        }
    }
}
