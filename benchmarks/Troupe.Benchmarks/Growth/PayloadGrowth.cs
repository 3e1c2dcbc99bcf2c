using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Growth;

/// <summary>Larger arguments and results: bytes that go to a worker and come back, one call after another.</summary>
internal static class PayloadGrowth
{
    private static readonly Axis s_payload = new("payload_bytes", "payload", "B", Logarithmic: true, Binary: true);

    public static async Task<IReadOnlyList<Curve>> MeasureAsync(GrowthEffort effort)
    {
        var time = new Curve(
            "time-by-payload",
            "One call that sends bytes there and back",
            s_payload,
            new Axis("microseconds_p50", "one call, p50", "µs", Logarithmic: true));
        var rate = new Curve("rate-by-payload", "Bytes moved, both ways together", s_payload, new Axis("gb_per_s", "throughput", "GB/s"));
        await using var pool = await ProcessPool.StartAsync(workers: 4);
        await PoolStart.AllReadyAsync(pool, []);
        await CallMeasurements.CostAsync(pool, effort.WarmUp);
        for (var round = 1; round <= effort.Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"payloads, round {round} of {effort.Rounds}");
            foreach (var length in effort.Payloads)
            {
                // Large ones warm up with fewer: each worker has had one of them then.
                var samples = await CallMeasurements.EchoAsync(pool, length, length > 1 << 20 ? 4 : 100, effort.Loop / 2);
                var median = Statistics.Quantile(samples, 0.5);
                time.Add(length, median);
                rate.Add(length, 2.0 * length / median / 1e3);
            }
        }
        return [time, rate];
    }
}
