using System.Runtime.CompilerServices;
using Troupe.Jobs.Chunks;

namespace Troupe.Tests.Chunks;

/// <summary>A stream and its token: one that was cancelled gives nothing more and runs nothing more, and one that has ended is not
/// kept.</summary>
public sealed class StreamCancelSpecs
{
    private const int LookAhead = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_is_cancelled_never_ends_as_if_it_were_whole(bool ordered)
    {
        var pool = new HeldBackend();
        using var cancellation = new CancellationTokenSource();
        await using var reader = Stream(pool, new int[400], ordered, cancellation.Token).GetAsyncEnumerator();
        var moving = reader.MoveNextAsync().AsTask();
        SpinWait.SpinUntil(() => pool.Submitted.Count == LookAhead, s_patience).ShouldBeTrue();
        await cancellation.CancelAsync();
        foreach (var chunk in pool.Submitted)
            HeldBackend.Finish(chunk);
        await Should.ThrowAsync<OperationCanceledException>(moving.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_waits_for_no_retry_and_runs_none()
    {
        var pool = new HeldBackend();
        using var cancellation = new CancellationTokenSource();
        await using var reader = Stream(pool, new int[1], ordered: true, cancellation.Token).GetAsyncEnumerator();
        var moving = reader.MoveNextAsync().AsTask();
        SpinWait.SpinUntil(() => pool.Submitted.Count == 1, s_patience).ShouldBeTrue();
        HeldBackend.FailItem(pool.Submitted.Single());
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(moving.WaitAsync(s_patience));
        pool.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_has_ended_is_not_kept_by_its_token()
    {
        using var cancellation = new CancellationTokenSource();
        var items = await StreamAndDrop(cancellation.Token);
        SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            return !items.IsAlive;
        }, s_patience).ShouldBeTrue();
    }

    // A frame of its own: a local that is left would keep what is to be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StreamAndDrop(CancellationToken cancellation)
    {
        var items = new int[3];
        var count = 0;
        await foreach (var outcome in Stream(new HeldBackend { DoneAtOnce = true }, items, ordered: true, cancellation))
            count += outcome.IsCompletedSuccessfully ? 1 : 0;
        count.ShouldBe(3);
        return new WeakReference(items);
    }

    private static IAsyncEnumerable<Outcome<int>> Stream(HeldBackend pool, int[] items, bool ordered, CancellationToken cancellation)
    {
        var options = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2).AndOn<InvalidOperationException>().WithBackoff(s_longestPause) };
        var source = DelegateChunks<int, int>.Of(pool, Same, options, spread: false);
        return StreamOperation<int, int>.Run(
            source,
            StreamInputs.Of(items),
            StreamOptions.Default with { Ordered = ordered, LookAhead = LookAhead, ChunkSize = 1 },
            cancellation);
    }

    private static int Same(int number) => number;
}
