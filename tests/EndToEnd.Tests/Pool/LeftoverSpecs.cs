using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>What a job sets on its thread reaches no other job.</summary>
public sealed class LeftoverSpecs : PoolSpecs
{
    /// <summary>A worker has two threads that take turns, since the second runs jobs while the first has one that lasts: both come to each
    /// role.</summary>
    private const int Rounds = 6;

    [Fact]
    public async Task A_synchronization_context_that_a_job_leaves_behind_does_not_hold_up_async_jobs()
    {
        await using var pool = await Start();
        for (var round = 0; round < Rounds; round++)
        {
            await pool.RunAsync(() => SynchronizationContext.SetSynchronizationContext(new Leftovers.Ended())).WaitAsync(Patience);
            (await pool.RunAsync(async () =>
            {
                await Task.Yield();
                return 1;
            }).WaitAsync(Patience)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Nothing_that_a_job_sets_on_its_thread_reaches_the_next_one()
    {
        await using var pool = await Start();
        for (var round = 0; round < Rounds; round++)
        {
            await pool.RunAsync(Leftovers.LeaveAll).WaitAsync(Patience);
            (await pool.RunAsync(Leftovers.Find).WaitAsync(Patience)).ShouldBe("");
            (await pool.RunAsync(Leftovers.FindAsync).WaitAsync(Patience)).ShouldBe("");
        }
    }

    [Fact]
    public async Task Nor_what_a_job_sets_that_throws()
    {
        await using var pool = await Start();
        for (var round = 0; round < Rounds; round++)
        {
            await Should.ThrowAsync<InvalidDataException>(pool.RunAsync(Leftovers.LeaveAllAndThrow).WaitAsync(Patience));
            (await pool.RunAsync(Leftovers.FindAsync).WaitAsync(Patience)).ShouldBe("");
        }
    }

    [Fact]
    public async Task Nor_what_the_decoding_of_an_argument_sets()
    {
        await using var pool = await Start();
        for (var round = 0; round < Rounds; round++)
        {
            (await pool.RunAsync(Leftovers.TakeDecoded, new Leftovers.Decoded { Value = 3 }).WaitAsync(Patience)).ShouldBe(3);
            (await pool.RunAsync(Leftovers.FindAsync).WaitAsync(Patience)).ShouldBe("");
        }
    }

    [Fact]
    public async Task Nor_what_the_initializer_sets()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, Initializer = () => Leftovers.LeaveAll() });
        (await pool.RunAsync(Leftovers.FindAsync).WaitAsync(Patience)).ShouldBe("");
    }

    [Fact]
    public async Task A_job_that_suppresses_the_flow_of_its_context_suppresses_no_other_jobs()
    {
        await using var pool = await Start();
        for (var round = 0; round < Rounds; round++)
        {
            (await pool.RunAsync(Leftovers.LeaveNoFlow).WaitAsync(Patience)).ShouldBe(1);
            (await pool.RunAsync(Leftovers.FindNoFlow).WaitAsync(Patience)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Nothing_that_an_item_sets_on_its_thread_reaches_the_next_one_of_its_chunk()
    {
        await using var pool = await Start();
        var plain = new List<Outcome<int>>();
        await foreach (var outcome in pool.OutcomesAsync(
            Leftovers.FindAndLeaveItem,
            Enumerable.Range(0, 100),
            new StreamOptions { ChunkSize = 50 }))
        {
            plain.Add(outcome);
        }

        plain.Count(outcome => outcome.IsCompletedSuccessfully).ShouldBe(86);
        plain.ShouldAllBe(outcome => outcome.Value == 0);
        var texts = Enumerable.Range(0, 50).Select(index => new string('x', index)).ToArray();
        (await pool.MapAsync(Leftovers.FindAndLeaveItemAsync, texts, new MapOptions { ChunkSize = 50 }).WaitAsync(Patience)).ShouldAllBe(
            found => found == "");
    }

    [Fact]
    public async Task Nothing_that_a_call_of_a_hosted_object_sets_reaches_the_next_one()
    {
        await using var pool = await Start();
        await using var book = await pool.HostAsync(Host).WaitAsync(Patience);
        (await book.RunAsync(_ => Leftovers.FindAsync()).WaitAsync(Patience)).ShouldBe("");
        await book.RunAsync(_ => Leftovers.LeaveAll()).WaitAsync(Patience);
        (await book.RunAsync(_ => Leftovers.FindAsync()).WaitAsync(Patience)).ShouldBe("");
    }

    private static Counter Host()
    {
        Leftovers.LeaveAll();
        return new Counter(0);
    }
}
