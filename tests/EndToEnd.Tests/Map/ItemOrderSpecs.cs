using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>The promises of docs/guarantees.md about the order of items.</summary>
public sealed class ItemOrderSpecs : PoolSpecs
{
    private static readonly int[] s_numbers = [.. Enumerable.Range(0, 500)];

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task A_map_gives_its_results_in_the_order_of_the_input(int? chunk)
    {
        await using var pool = await Start(2);
        var results = await pool.MapAsync(ItemJobs.SquareAtLeisure, s_numbers, new MapOptions { ChunkSize = chunk }).WaitAsync(Patience);
        results.ShouldBe(s_numbers.Select(number => number * number));
    }

    [Fact]
    public async Task A_starmap_gives_its_results_in_the_order_of_the_input()
    {
        await using var pool = await Start(2);
        var results = await pool.StarMapAsync(ItemJobs.Add, s_numbers.Select(number => (number, 1000))).WaitAsync(Patience);
        results.ShouldBe(s_numbers.Select(number => number + 1000));
    }

    [Fact]
    public async Task An_ordered_stream_gives_its_results_in_the_order_of_the_input()
    {
        await using var pool = await Start(2);
        using var time = new CancellationTokenSource(Patience);
        List<int> results = [];
        await foreach (var result in pool.StreamAsync(ItemJobs.SquareAtLeisure, s_numbers, cancellationToken: time.Token))
            results.Add(result);
        results.ShouldBe(s_numbers.Select(number => number * number));
    }
}
