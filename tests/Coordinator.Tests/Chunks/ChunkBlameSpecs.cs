using Troupe.Jobs;
using Troupe.Jobs.Chunks;
using Troupe.Messages.Payloads;
using Troupe.Sessions;
using Troupe.Tests.Dispatching;

namespace Troupe.Tests.Chunks;

/// <summary>Which items of a chunk fail when its worker is lost, and that each of them has an error of its own.</summary>
public sealed class ChunkBlameSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Items_that_had_begun_and_whose_outcome_was_lost_fail_each_with_its_own_error_and_are_not_run_again()
    {
        var outcomes = await Outcomes(RetryPolicy.None, (stage, chunk) =>
        {
            Give(stage, chunk, 1);
            stage.Die(chunk, item: 3);
            chunk.Skip.ShouldBe(4);
            stage.Ready(0, generation: 2);
            Give(stage, chunk, 2);
            stage.Tell(chunk, OutcomeKind.Succeeded);
        });
        outcomes.Where(outcome => outcome.IsCompletedSuccessfully).Select(outcome => outcome.Index).ShouldBe([0, 4, 5]);
        foreach (var failed in outcomes.Where(outcome => !outcome.IsCompletedSuccessfully))
        {
            failed.Error.ShouldBeOfType<WorkerLostException>().ExitCode.ShouldBe(3);
            failed.Error!.Data["Troupe.ItemIndex"].ShouldBe(failed.Index);
        }
    }

    // The record names an item until the next one begins, also when its outcome is there.
    [Fact]
    public async Task An_item_is_not_blamed_that_follows_on_one_whose_outcome_was_the_last()
    {
        var outcomes = await Outcomes(RetryPolicy.None, (stage, chunk) =>
        {
            Give(stage, chunk, 2);
            stage.Die(chunk, item: 1);
            chunk.Skip.ShouldBe(2);
            stage.Ready(0, generation: 2);
            Give(stage, chunk, 4);
            stage.Tell(chunk, OutcomeKind.Succeeded);
        });
        outcomes.ShouldAllBe(outcome => outcome.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task With_a_policy_the_first_of_them_goes_first_when_the_rest_runs_again()
    {
        var outcomes = await Outcomes(RetryPolicy.OnWorkerLoss(2), (stage, chunk) =>
        {
            Give(stage, chunk, 1);
            stage.Die(chunk, item: 3);
            chunk.Skip.ShouldBe(1);
            stage.Ready(0, generation: 2);
            Give(stage, chunk, 5);
            stage.Tell(chunk, OutcomeKind.Succeeded);
        });
        outcomes.ShouldAllBe(outcome => outcome.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task When_the_pool_ends_a_chunk_each_item_has_its_own_error()
    {
        var outcomes = await Outcomes(RetryPolicy.None, (stage, _) => stage.Abandon(new PoolClosedException("It has failed.")));
        outcomes.Select(outcome => outcome.Error!.Data["Troupe.ItemIndex"]).ShouldBe([0L, 1L, 2L, 3L, 4L, 5L]);
    }

    private static async Task<List<Outcome<int>>> Outcomes(RetryPolicy policy, Action<DispatcherStage, Job> run)
    {
        var pool = new HeldBackend();
        var source = DelegateChunks<int, int>.Of(pool, Same, new JobOptions { Retry = policy }, spread: false);
        var reading = Read(StreamOperation<int, int>.Run(
            source,
            StreamInputs.Of(Enumerable.Range(0, 6)),
            StreamOptions.Default with { ChunkSize = 6 },
            default));
        SpinWait.SpinUntil(() => pool.Submitted.Count == 1, s_patience).ShouldBeTrue();
        var (stage, chunk) = (new DispatcherStage(), pool.Submitted.Single());
        stage.Ready(0);
        stage.Step(chunk);
        run(stage, chunk);
        return await reading.WaitAsync(s_patience);
    }

    private static async Task<List<Outcome<int>>> Read(IAsyncEnumerable<Outcome<int>> stream)
    {
        var outcomes = new List<Outcome<int>>();
        await foreach (var outcome in stream)
            outcomes.Add(outcome);
        return outcomes;
    }

    private static void Give(DispatcherStage stage, Job chunk, int items)
    {
        using var writer = new PayloadWriter();
        PayloadCodec<int>.Instance.WriteMany(writer, new int[items]);
        stage.Tell(chunk, OutcomeKind.Items, writer.WrittenSpan.ToArray(), first: chunk.Skip, count: items);
    }

    private static int Same(int number) => number;
}
