using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>The promise of docs/guarantees.md that a death is blamed on one item of a chunk.</summary>
public sealed class ItemBlameSpecs : PoolSpecs
{
    private const int Count = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(Count)]
    public async Task An_item_that_ends_its_worker_fails_alone_whatever_the_chunk(int chunk)
    {
        await using var pool = await Start(2);
        using var time = new CancellationTokenSource(Patience);
        var failed = new List<long>();
        var done = new List<long>();
        await foreach (var outcome in pool.OutcomesAsync(ItemJobs.ExitAtThirtyOne, Enumerable.Range(0, Count), new StreamOptions { ChunkSize = chunk }, time.Token))
        {
            if (outcome.IsCompletedSuccessfully)
            {
                outcome.Value.ShouldBe((int)outcome.Index + 1);
                done.Add(outcome.Index);
            }
            else
            {
                outcome.Error.ShouldBeOfType<WorkerLostException>().ExitCode.ShouldBe(3);
                failed.Add(outcome.Index);
            }
        }
        failed.ShouldBe([31]);
        done.Count.ShouldBe(Count - 1);
    }

    [Fact]
    public async Task A_map_with_such_an_item_throws_its_error_and_names_its_index()
    {
        await using var pool = await Start(2);
        var error = await Should.ThrowAsync<WorkerLostException>(() => pool.MapAsync(ItemJobs.ExitAtThirtyOne, Enumerable.Range(0, Count)).WaitAsync(Patience));
        error.Data["Troupe.ItemIndex"].ShouldBe(31L);
    }
}
