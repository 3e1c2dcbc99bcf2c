using System.Runtime.CompilerServices;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

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

    // A frame of its own: a local that is left would keep what is to be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAndDrop(ProcessPool pool) =>
        new(await pool.RunAsync(Work.Bytes, 1000, new JobOptions { QueueTimeout = s_hour }).WaitAsync(Patience));

    private static Task ShouldBeCollected(WeakReference ended) => Until(() =>
    {
        GC.Collect();
        return !ended.IsAlive;
    }, "what has ended is collected");
}
