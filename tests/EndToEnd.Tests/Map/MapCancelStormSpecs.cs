using System.Diagnostics;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>Maps that are cancelled at each moment of their life: all results, or none.</summary>
public sealed class MapCancelStormSpecs : PoolSpecs
{
    private const int Rounds = 60;

    [Fact]
    public async Task A_map_that_is_cancelled_at_any_moment_is_whole_or_cancelled()
    {
        await using var pool = await Start();
        (await CancelOften(pool)).ShouldBe(0, "a map succeeded with results missing");
    }

    [Fact]
    public async Task So_is_a_map_in_a_job()
    {
        await using var pool = await Start();
        (await pool.RunAsync(() => CancelOften(JobContext.Current.Pool)).WaitAsync(Patience)).ShouldBe(
            0,
            "a map succeeded with results missing");
    }

    /// <summary>How many maps succeeded with results missing.</summary>
    private static async Task<int> CancelOften(IProcessPool pool)
    {
        var items = Enumerable.Range(1, 400).ToArray();
        var wrong = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var map = pool.MapAsync(Work.Same, items, new MapOptions { ChunkSize = 1 }, cancellation.Token);
            var begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin) < round * TimeSpan.FromMicroseconds(200))
                Thread.SpinWait(10);
            cancellation.Cancel();
            try
            {
                wrong += (await map).SequenceEqual(items) ? 0 : 1;
            }
            catch (OperationCanceledException)
            {
                // As it was asked to be.
            }
        }
        return wrong;
    }
}
