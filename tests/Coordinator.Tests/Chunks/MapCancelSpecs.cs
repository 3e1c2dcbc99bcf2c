using System.Runtime.CompilerServices;
using Troupe.Jobs.Chunks;

namespace Troupe.Tests.Chunks;

/// <summary>A map and its token: one that was cancelled has no result, runs nothing more, and one that has ended is not kept.</summary>
public sealed class MapCancelSpecs
{
    private const int MostOpen = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_map_that_is_cancelled_before_all_items_were_submitted_is_cancelled_though_what_was_submitted_succeeds()
    {
        var pool = new HeldBackend();
        using var cancellation = new CancellationTokenSource();
        var map = Map(pool, new int[400], cancellation.Token);
        pool.Submitted.Count.ShouldBe(MostOpen);
        await cancellation.CancelAsync();
        map.IsCompleted.ShouldBeFalse("what was submitted has no end yet");
        foreach (var chunk in pool.Submitted)
            HeldBackend.Finish(chunk);
        var thrown = await Should.ThrowAsync<OperationCanceledException>(map.WaitAsync(s_patience));
        thrown.CancellationToken.ShouldBe(cancellation.Token);
        pool.Submitted.Count.ShouldBe(MostOpen);
    }

    [Fact]
    public async Task A_map_whose_last_items_succeed_though_it_is_cancelled_has_all_its_results()
    {
        var pool = new HeldBackend();
        using var cancellation = new CancellationTokenSource();
        var map = Map(pool, new int[MostOpen], cancellation.Token);
        await cancellation.CancelAsync();
        foreach (var chunk in pool.Submitted)
            HeldBackend.Finish(chunk);
        (await map.WaitAsync(s_patience)).ShouldBe(Enumerable.Repeat(7, MostOpen));
    }

    [Fact]
    public async Task A_map_that_is_cancelled_waits_for_no_retry_and_runs_none()
    {
        var pool = new HeldBackend();
        using var cancellation = new CancellationTokenSource();
        var map = Map(pool, new int[1], cancellation.Token);
        HeldBackend.FailItem(pool.Submitted.ShouldHaveSingleItem());
        map.IsCompleted.ShouldBeFalse("the item is tried again");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(map.WaitAsync(s_patience));
        pool.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_of_a_map_that_was_cancelled_meanwhile_is_not_submitted()
    {
        var pool = new HeldBackend();
        using var cancellation = new CancellationTokenSource();
        var map = Map(pool, new int[1], cancellation.Token);
        await cancellation.CancelAsync();
        HeldBackend.FailItem(pool.Submitted.ShouldHaveSingleItem());
        await Should.ThrowAsync<OperationCanceledException>(map.WaitAsync(s_patience));
        pool.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_map_that_ended_at_once_is_not_kept_by_its_token()
    {
        using var cancellation = new CancellationTokenSource();
        var items = await MapAndDrop(cancellation.Token);
        SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            return !items.IsAlive;
        }, s_patience).ShouldBeTrue();
    }

    // A frame of its own: a local that is left would keep what is to be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> MapAndDrop(CancellationToken cancellation)
    {
        var items = new int[1];
        (await Map(new HeldBackend { DoneAtOnce = true }, items, cancellation).WaitAsync(s_patience, CancellationToken.None)).ShouldBe([7]);
        return new WeakReference(items);
    }

    private static Task<int[]> Map(HeldBackend pool, int[] items, CancellationToken cancellation)
    {
        var options = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2).AndOn<InvalidOperationException>().WithBackoff(s_longestPause) };
        return MapOperation<int, int>.Run(
            DelegateChunks<int, int>.Of(pool, Same, options, spread: false),
            items,
            chunkSize: 1,
            cancellation);
    }

    private static int Same(int number) => number;
}
