using System.Runtime.CompilerServices;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Scale;

/// <summary>What has ended is nobody's any more: no timer that watched over it keeps it for the rest of its time.</summary>
public sealed class EndedSpecs : PoolSpecs
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_job_is_not_kept_for_the_rest_of_the_time_that_it_might_have_waited()
    {
        await using var pool = await Start();
        await ShouldBeCollected(await RunAndDrop(pool));
    }

    [Fact]
    public async Task A_call_of_an_object_in_a_shared_process_is_not_kept_for_the_rest_of_the_time_that_it_might_have_waited()
    {
        await using var pool = await Start();
        await using var hosted = await pool.HostAsync(() => new Counter(1), new HostedOptions { SharedProcess = "all" }).WaitAsync(Patience);
        await ShouldBeCollected(await CallAndDrop(hosted));
    }

    [Fact]
    public async Task An_object_in_a_shared_process_is_not_kept_for_the_rest_of_the_time_that_its_making_might_have_taken()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, StartTimeout = s_hour });
        await using var staying = await pool.HostAsync(() => new Counter(1), new HostedOptions { SharedProcess = "all" }).WaitAsync(Patience);
        await ShouldBeCollected(await HostAndDispose(pool));
        await staying.RunAsync(counter => counter.Increment()).WaitAsync(Patience);
    }

    // Frames of their own: a local that is left would keep what is to be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAndDrop(ProcessPool pool) =>
        new(await pool.RunAsync(Work.Bytes, 1000, new JobOptions { QueueTimeout = s_hour }).WaitAsync(Patience));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> CallAndDrop(Hosted<Counter> hosted) =>
        new(await hosted.RunAsync(_ => new byte[1000], new JobOptions { QueueTimeout = s_hour }).WaitAsync(Patience));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> HostAndDispose(ProcessPool pool)
    {
        var hosted = await pool.HostAsync(() => new Counter(1), new HostedOptions { SharedProcess = "all" }).WaitAsync(Patience);
        await hosted.DisposeAsync();
        return new WeakReference(hosted);
    }

    private static Task ShouldBeCollected(WeakReference ended) => Until(() =>
    {
        GC.Collect();
        return !ended.IsAlive;
    }, "what has ended is collected");
}
