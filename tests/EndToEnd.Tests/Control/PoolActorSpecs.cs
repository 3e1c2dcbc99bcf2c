using Akka.Actor;
using Akka.Configuration;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Control;

/// <summary>A pool's actors in a system of the application's.</summary>
public sealed class PoolActorSpecs : PoolSpecs, IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("application", ConfigurationFactory.ParseString("akka.loglevel = OFF"));

    public void Dispose() => _system.Terminate().Wait(Patience).ShouldBeTrue();

    [Fact]
    public async Task A_pools_actors_stand_below_its_root_and_are_gone_after_its_disposal()
    {
        var pool = await StartThere(workers: 2);
        await Until(() => Tree().Count(IsWorker) == 2, "each worker has its actor");
        var paths = Tree();
        paths.Select(path => path.Split('/', 4)[^1]).ShouldBe(
            ["coordinator", "coordinator/this-machine", "coordinator/this-machine/worker-0", "coordinator/this-machine/worker-1"],
                ignoreOrder: true);
        paths.ShouldAllBe(path => path.StartsWith("/user/troupe-", StringComparison.Ordinal));

        await pool.DisposeAsync();

        // Whoever watches is told of its end a moment before its parent has forgotten it.
        await Until(() => !Pools().Any(), "the root is gone");
    }

    [Fact]
    public async Task Each_slot_has_an_actor_for_as_long_as_it_is_open()
    {
        await using var pool = await StartThere(workers: 1);
        await pool.ResizeAsync(3).WaitAsync(Patience);
        await Until(() => Tree().Count(IsWorker) == 3, "each worker has its actor");
        IActorRef[] workers = [Worker(0), Worker(1), Worker(2)];
        await pool.ResizeAsync(1).WaitAsync(Patience);
        await Until(() => Tree().Count(IsWorker) == 1, "one of them is left");
        var left = pool.Snapshot().Workers.Single().Slot;
        await Task.WhenAll(workers.Where((_, slot) => slot != left).Select(worker => worker.WatchAsync())).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_worker_that_dies_is_followed_by_another_one_and_its_actor_stays()
    {
        await using var pool = await StartThere(workers: 1);
        await Until(() => Tree().Any(IsWorker), "the worker has its actor");
        var before = Worker(0);
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Work.Die, Death.ExitThree).WaitAsync(Patience));
        (await pool.RunAsync(Work.Add, 1, 2).WaitAsync(Patience)).ShouldBe(3);
        Worker(0).ShouldBe(before);
        pool.Snapshot().Workers.Single().Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Actors_that_are_killed_under_load_adopt_what_lives_and_no_job_notices()
    {
        await using var pool = await StartThere(workers: 2);
        var jobs = new List<Task<int>>();
        var deaths = new List<Task>();
        for (var round = 0; round < 8; round++)
        {
            jobs.AddRange(Enumerable.Range(0, 200).Select(number => pool.RunAsync(Work.Add, number, 1)));
            deaths.Add(pool.RunAsync(Work.Die, Death.ExitThree));
            foreach (var path in Tree().Where(_ => round < 7))
                _system.ActorSelection(path).Tell(Kill.Instance);
            await Should.ThrowAsync<WorkerLostException>(deaths[^1].WaitAsync(Patience));
        }
        var results = await Task.WhenAll(jobs).WaitAsync(Patience);
        results.Chunk(200).ShouldAllBe(chunk => chunk.SequenceEqual(Enumerable.Range(1, 200)));
        await AllReady(pool, 2);
        pool.Snapshot().Workers.Sum(worker => worker.Generation).ShouldBe(2 + deaths.Count, "each death was followed by one start");
    }

    [Fact]
    public async Task A_pool_ends_when_its_root_is_stopped()
    {
        var pool = await StartThere(workers: 1);
        var running = pool.RunAsync(Work.SleepFor, 60_000);
        var waiting = pool.RunAsync(Work.SleepFor, 60_000);
        _system.Stop(Pools().Single());
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience));
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Patience));
        var refused = await Should.ThrowAsync<PoolClosedException>(() => pool.RunAsync(Work.Add, 1, 2));
        refused.Message.ShouldContain("actor was stopped");
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task A_pool_ends_with_its_system()
    {
        var pool = await StartThere(workers: 1);
        var running = pool.RunAsync(Work.SleepFor, 60_000);
        await _system.Terminate().WaitAsync(Patience);
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Patience));
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task A_system_that_has_been_terminated_is_refused_at_the_call()
    {
        await _system.Terminate().WaitAsync(Patience);
        Should.Throw<ArgumentException>(() => { _ = ProcessPool.StartAsync(new ProcessPoolOptions(), _system); }).ParamName
            .ShouldBe("system");
    }

    private Task<ProcessPool> StartThere(int workers) =>
        ProcessPool.StartAsync(new ProcessPoolOptions { Workers = workers }, _system).WaitAsync(Patience);

    private static bool IsWorker(string path) => path.Contains("/worker-", StringComparison.Ordinal);

    private IActorRef Worker(int slot) => Pools().SelectMany(Below).Single(actor => actor.Path.Name == $"worker-{slot}");

    /// <summary>The paths of all that is below the roots.</summary>
    private List<string> Tree() => [.. Pools().SelectMany(Below).Select(actor => string.Join('/', actor.Path.Elements.Prepend("")))];

    private IEnumerable<IActorRef> Pools() =>
        ((ActorRefWithCell)((ExtendedActorSystem)_system).Guardian).Children
            .Where(actor => actor.Path.Name.StartsWith("troupe-", StringComparison.Ordinal));

    private static IEnumerable<IActorRef> Below(IActorRef actor) =>
        ((ActorRefWithCell)actor).Children.SelectMany(child => Below(child).Prepend(child));
}
