using System.Diagnostics;
using System.Globalization;
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
        await foreach (var outcome in pool.OutcomesAsync(
            ItemJobs.ExitAtThirtyOne,
            Enumerable.Range(0, Count),
            new StreamOptions { ChunkSize = chunk },
            time.Token))
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
    public async Task Items_whose_results_were_lost_on_the_way_are_not_run_again()
    {
        var folder = Scratch();
        await using var pool = await Start(2);
        using var time = new CancellationTokenSource(Patience);
        var outcomes = new List<Outcome<byte[]>>();
        await foreach (var outcome in pool.OutcomesAsync(
            item => ItemJobs.LoseLinkAtFiveAndExitAtForty(folder, item),
            Enumerable.Range(0, Count),
            new StreamOptions { ChunkSize = Count },
            time.Token))
        {
            outcomes.Add(outcome);
        }

        outcomes.Count.ShouldBe(Count);
        var ran = Directory.GetFiles(folder).SelectMany(File.ReadAllLines).Select(line => int.Parse(line, null)).ToList();
        ran.Order().ShouldBe(Enumerable.Range(0, Count));
        outcomes.Where(outcome => outcome.IsCompletedSuccessfully).ShouldAllBe(outcome => ran.Contains((int)outcome.Index));
        outcomes.Where(outcome => !outcome.IsCompletedSuccessfully).ShouldAllBe(outcome => outcome.Error is WorkerLostException);
        outcomes.ShouldContain(outcome => !outcome.IsCompletedSuccessfully);
    }

    // The worker is told of an item whose time is up when that one has just ended.
    [Fact]
    public async Task An_item_is_not_ended_for_the_one_before_it_whose_time_was_up_as_it_ended()
    {
        var limit = TimeSpan.FromMilliseconds(200);
        var folder = Scratch();
        await using var pool = await Start(
            new ProcessPoolOptions { Workers = 2, GracePeriod = TimeSpan.Zero, OutputMode = OutputMode.Drop });
        using var time = new CancellationTokenSource(Patience);
        var failed = new List<long>();
        await foreach (var outcome in pool.OutcomesAsync(
            item => ItemJobs.TakeAllTime(folder, item, limit),
            Enumerable.Range(0, 32),
            new StreamOptions { ChunkSize = 16, ItemTimeout = limit },
            time.Token))
        {
            // The quick ones. On a machine that is busy with other things they may have had their time, too.
            var isQuick = outcome.Index % 2 == 0;
            if (isQuick && !outcome.IsCompletedSuccessfully && Stopwatch.GetElapsedTime(BeginOf(outcome.Index)) < limit / 2)
                failed.Add(outcome.Index);
        }
        failed.ShouldBeEmpty();

        long BeginOf(long item) => long.Parse(File.ReadAllText(Path.Join(folder, $"{item}")), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_map_with_such_an_item_throws_its_error_and_names_its_index()
    {
        await using var pool = await Start(2);
        var error = await Should.ThrowAsync<WorkerLostException>(
            () => pool.MapAsync(ItemJobs.ExitAtThirtyOne, Enumerable.Range(0, Count)).WaitAsync(Patience));
        error.Data["Troupe.ItemIndex"].ShouldBe(31L);
    }
}
