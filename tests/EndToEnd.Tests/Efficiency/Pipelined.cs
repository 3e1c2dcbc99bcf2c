using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>Many small calls with always the same number of them on their way, as a busy program has them.</summary>
internal static class Pipelined
{
    private const int Ahead = 256;

    /// <summary>Allocates nothing for a call, so that all that is allocated is the pool's.</summary>
    public static async Task CallAsync(ProcessPool pool, int count)
    {
        var calls = new Task<int>[Ahead];
        for (var i = 0; i < count; i++)
        {
            if (i >= Ahead)
                _ = await calls[i % Ahead];
            calls[i % Ahead] = pool.RunAsync(Work.Same, i);
        }
        await Task.WhenAll(calls);
    }
}
