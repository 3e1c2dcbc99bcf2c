using Akka.Actor;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>The end of hosted objects and of their pools, when it comes at a bad moment.</summary>
public sealed class HostedEndSpecs : PoolSpecs
{
    // Both threads of the worker see the wish to end in the moment after a call: the one that reads the link and the one that ran the call.
    [Fact]
    public async Task An_object_whose_end_follows_its_last_call_at_once_is_disposed_once()
    {
        const int Objects = 16; // It met two of five, one after the other.
        var folder = Scratch();
        await using var pool = await Start();
        for (var number = 0; number < Objects; number++)
        {
            var note = Path.Combine(folder, $"{number}");
            var parting = await pool.HostAsync(() => new Parting(note)).WaitAsync(Patience);
            var length = 5 + (number % 10);
            await parting.RunAsync(_ => Parting.Last(length)).WaitAsync(Patience);
            await parting.DisposeAsync().AsTask().WaitAsync(Patience);
            File.Exists(note + ".1").ShouldBeTrue();
            File.Exists(note + ".2").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_pool_that_ends_leaves_no_process_of_an_object_that_is_still_being_made()
    {
        var note = Path.Combine(Scratch(), "note");
        var pool = await Start();
        var making = pool.HostAsync(() => new NeverMade(note));
        await Until(() => File.Exists(note), "the object is being made");
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        LiveWorkers().ShouldBeEmpty();
        await Should.ThrowAsync<PoolClosedException>(making.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_pool_that_ends_leaves_no_process_of_an_actor_that_is_still_being_started()
    {
        var pool = await Start();
        var starting = pool.SpawnAsync(Props.Create(() => new SumActor(0)));
        await pool.KillAsync().WaitAsync(Patience);
        LiveWorkers().ShouldBeEmpty();
        await Should.ThrowAsync<PoolClosedException>(starting.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_start_that_its_caller_gives_up_is_cancelled_by_the_callers_token()
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start();
        using var source = new CancellationTokenSource();
        var making = pool.HostAsync(() => new NeverMade(note), cancellationToken: source.Token);
        await Until(() => File.Exists(note), "the object is being made");
        await source.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(making.WaitAsync(Patience))).CancellationToken.ShouldBe(source.Token);
    }

    // The call that runs may end, for as long as DrainTimeout; a pool that is killed does not wait for it, and must not leave it behind.
    [Fact]
    public async Task A_pool_that_is_killed_takes_an_object_along_that_is_just_ending()
    {
        var gate = Path.Combine(Scratch(), "gate");
        var pool = await Start();
        var counter = await pool.HostAsync(() => new Counter(0)).WaitAsync(Patience);
        var running = counter.RunAsync(x => x.Pass(gate));
        await Until(() => Gate.Waiting(gate) == 1, "the call runs");
        var ending = counter.DisposeAsync().AsTask();
        await pool.KillAsync().WaitAsync(Patience);
        LiveWorkers().ShouldBeEmpty();
        await ending.WaitAsync(Patience);
        await Should.ThrowAsync<Exception>(running.WaitAsync(Patience));
    }
}
