using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>
/// A pool that nothing of the application refers to any more ends, and never one that something needs. Here collections are forced;
/// the product never does that.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The lines hold nothing that is to be given back.")]
public sealed class DroppedPoolSpecs : PoolSpecs
{
    private readonly LogLines _log = new();

    [Fact]
    public async Task Its_workers_end_with_a_warning_that_says_where_it_was_started()
    {
        await Drop(pool => pool.RunAsync(Arithmetic.Answer));
        await EndedAsync();
        var line = _log.Warnings.ShouldHaveSingleItem();
        line.ShouldMatch("^A pool of 2 workers \\(started at PoolSpecs.cs:\\d+\\) was dropped without being disposed of");
        line.ShouldContain("await using var pool");
    }

    [Fact]
    public async Task One_whose_closures_and_handlers_lead_back_to_it_ends_all_the_same()
    {
        await DropCircular();
        await EndedAsync();
    }

    [Fact]
    public async Task What_it_had_accepted_gets_its_result_first()
    {
        var gate = Path.Combine(Scratch(), "gate");
        Task<int>[] jobs = [];
        await Drop(async pool =>
        {
            jobs = [.. Enumerable.Range(0, 4).Select(_ => pool.RunAsync(Gate.Pass, gate))];
            await Until(() => Gate.Waiting(gate) == 2, "two jobs run");
        });
        await KnownAsync();
        LiveWorkers().Count.ShouldBe(2);
        Gate.Open(gate);
        await Task.WhenAll(jobs).WaitAsync(Patience);
        await EndedAsync();
    }

    [Fact]
    public async Task A_map_that_runs_keeps_it()
    {
        var gate = Path.Combine(Scratch(), "gate");
        var map = Task.FromResult<int[]>([]);
        await Drop(async pool =>
        {
            map = pool.MapAsync(number => Passed(gate, number), Enumerable.Range(0, 1000), new MapOptions { ChunkSize = 1 });
            await Until(() => Gate.Waiting(gate) == 2, "two items run");
        });
        CollectOften();
        _log.Warnings.ShouldBeEmpty();
        Gate.Open(gate);
        (await map.WaitAsync(Patience)).Sum().ShouldBe(499_500);
        await EndedAsync();
    }

    [Fact]
    public async Task A_handle_of_a_job_keeps_it()
    {
        var gate = Path.Combine(Scratch(), "gate");
        JobHandle<int>? handle = null;
        await Drop(async pool =>
        {
            handle = pool.Submit(Gate.Pass, gate);
            await Until(() => Gate.Waiting(gate) == 1, "the job runs");
        });
        CollectOften();
        _log.Warnings.ShouldBeEmpty();
        handle!.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(handle.Task.WaitAsync(Patience));
        handle = null;
        await EndedAsync();
    }

    [Fact]
    public async Task Who_has_its_actor_may_use_it_and_it_ends_by_that()
    {
        IActorRef? actor = null;
        await Drop(pool =>
        {
            actor = pool.ActorRef;
            return Task.CompletedTask;
        });
        CollectOften();
        _log.Warnings.ShouldBeEmpty();
        (await actor!.Ask<int>(PoolJob.Of(Arithmetic.Answer), Patience)).ShouldBe(42);
        (await actor.GracefulStop(Patience)).ShouldBeTrue();
        LiveWorkers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_that_is_read_keeps_it()
    {
        IAsyncEnumerator<int>? stream = null;
        await Drop(async pool =>
        {
            stream = pool.StreamAsync(number => number + 1, Enumerable.Range(0, 100), new StreamOptions { LookAhead = 2 })
                .GetAsyncEnumerator();
            (await stream.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue();
        });
        CollectOften();
        var read = 1;
        while (await stream!.MoveNextAsync().AsTask().WaitAsync(Patience))
            read++;
        read.ShouldBe(100);
        _log.Warnings.ShouldBeEmpty();
        await stream.DisposeAsync();
        stream = null;
        await EndedAsync();
    }

    [Fact]
    public async Task A_hosted_object_keeps_it_and_ends_with_it_after_its_last_call()
    {
        var gate = Path.Combine(Scratch(), "gate");
        Hosted<Counter>? counter = null;
        await Drop(async pool => counter = await pool.HostAsync(() => new Counter(1)).WaitAsync(Patience));
        CollectOften();
        (await counter!.RunAsync(x => x.Increment()).WaitAsync(Patience)).ShouldBe(2);
        _log.Warnings.ShouldBeEmpty();
        var last = counter.RunAsync(x => x.Pass(gate));
        await Until(() => Gate.Waiting(gate) == 1, "the call runs");
        counter = null;
        await KnownAsync();
        Gate.Open(gate);
        (await last.WaitAsync(Patience)).ShouldBe(3);
        await EndedAsync();
    }

    [Fact]
    public async Task Its_shared_objects_and_arrays_stay_for_those_who_have_them()
    {
        ProcessChannel<int>? channel = null;
        SharedArray<int>? array = null;
        await Drop(async pool =>
        {
            (channel, array) = (pool.CreateChannel<int>(), pool.CreateArray<int>(10));
            await pool.RunAsync(Arithmetic.Answer);
        });
        await EndedAsync();
        CollectOften();
        await channel!.WriteAsync(7).AsTask().WaitAsync(Patience);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(7);
        array![9] = 5;
        array[9].ShouldBe(5);
        await channel.DisposeAsync();
        array.Dispose();
    }

    [Fact]
    public async Task One_that_was_disposed_of_is_not_said_to_be_dropped()
    {
        await Drop(async pool => await pool.DisposeAsync());
        CollectOften();
        _log.Warnings.ShouldBeEmpty();
    }

    /// <summary>In a frame of its own, so that no local keeps the pool.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task Drop(Func<ProcessPool, Task> use)
    {
        var pool = await Start(new ProcessPoolOptions { Workers = 2, LoggerFactory = _log });
        await AllReady(pool, 2);
        await use(pool).WaitAsync(Patience);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task DropCircular()
    {
        ProcessPool? pool = null;
        var number = 3;
        pool = await Start(new ProcessPoolOptions
        {
            Workers = 2,
            LoggerFactory = _log,
            Initializer = () => GC.KeepAlive(number),
            TimeProvider = new PassingClock()
        });
        pool.CallbackFailed += (_, _) => GC.KeepAlive(pool);
        await using (await pool.HostAsync(() => new Counter(number)).WaitAsync(Patience))
        {
            var counter = await pool.HostAsync(() => new Counter(number)).WaitAsync(Patience);
            counter.Lost += (_, _) => GC.KeepAlive(pool);
        }
        using var source = new CancellationTokenSource();
        await pool.RunAsync(Arithmetic.Answer, cancellationToken: source.Token).WaitAsync(Patience);
        await pool.ResizeAsync(1).WaitAsync(Patience);
        await pool.WaitForDrainAsync().WaitAsync(Patience);
    }

    /// <summary>A clock that is guarded, since it is not the system's.</summary>
    private sealed class PassingClock : TimeProvider;

    private static int Passed(string gate, int number)
    {
        if (number < 2)
            Gate.Pass(gate);
        return number;
    }

    private Task KnownAsync() => Until(() =>
    {
        Collect();
        return _log.Warnings.Any();
    }, "the pool is known to be dropped");

    private static Task EndedAsync() => Until(() =>
    {
        Collect();
        return LiveWorkers().Count == 0;
    }, "the workers have ended");

    private static void CollectOften()
    {
        for (var collection = 0; collection < 5; collection++)
            Collect();
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
