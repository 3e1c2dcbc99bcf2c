using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>Many items at once: plain memory, JSON, and a stream.</summary>
internal static class MapMeasurements
{
    public static async Task IntegersAsync(ProcessPool pool, Figure figure, int count, Board board, Effort effort)
    {
        if (count == 0)
            return;
        var items = Enumerable.Range(0, count).ToArray();
        board.Add(TableReport.Product, figure, await MedianAsync(count, effort, async () =>
        {
            var results = await pool.MapAsync(Work.Increment, items);
            if (results.Length != count || results[^1] != count)
                throw new InvalidOperationException("The map's results are wrong.");
        }));
    }

    public static async Task RecordsAsync(ProcessPool pool, Board board, Effort effort)
    {
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var items = Enumerable.Range(0, effort.Records).Select(i => new Order(i, $"customer {i}", i * 0.5, i % 2 == 0, at.AddSeconds(i)))
            .ToArray();
        board.Add(
            TableReport.Product,
            Figures.MapRecords,
            await MedianAsync(items.Length, effort, async () => _ = await pool.MapAsync(Work.Raise, items)));
    }

    /// <summary>With all defaults but the order, which the peers' fastest streams do not keep either.</summary>
    public static async Task StreamAsync(ProcessPool pool, Board board, Effort effort)
    {
        var options = new StreamOptions { Ordered = false };
        var rate = await MedianAsync(effort.StreamItems, effort, async () =>
        {
            var sum = 0L;
            await foreach (var result in pool.StreamAsync(Work.Increment, Enumerable.Range(0, effort.StreamItems), options))
                sum += result;
            if (sum != effort.StreamItems * (effort.StreamItems + 1L) / 2)
                throw new InvalidOperationException("The stream's results are wrong.");
        });
        board.Add(TableReport.Product, Figures.Stream, rate);
        // Beside peers whose chunks were chosen by hand stands the same stream: it chooses its own.
        board.Add(TableReport.Product, Figures.StreamChunked, rate);
    }

    /// <returns>Items per second.</returns>
    private static async Task<double> MedianAsync(int items, Effort effort, Func<Task> work)
    {
        var rates = new double[effort.Repeats];
        for (var index = 0; index < rates.Length; index++)
        {
            var begin = Stopwatch.GetTimestamp();
            await work();
            rates[index] = items / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        Array.Sort(rates);
        return rates[rates.Length / 2];
    }
}
