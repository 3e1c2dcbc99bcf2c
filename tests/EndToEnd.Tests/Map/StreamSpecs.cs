using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Map;

public sealed class StreamSpecs : PoolSpecs
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task An_input_that_throws_gives_the_results_before_and_then_its_own_exception(int at)
    {
        await using var pool = await Start(2);
        for (var round = 0; round < 2; round++)
        {
            var input = new Watched(Items.ThrowAt(at));
            var results = new List<int>();
            var error = await Should.ThrowAsync<NotSupportedException>(async () =>
            {
                await foreach (var result in pool.StreamAsync(Arithmetic.Square, input))
                    results.Add(result);
            });
            error.Message.ShouldBe("the input's own");
            results.ShouldBe(Enumerable.Range(0, at).Select(i => i * i));
            input.Disposed.ShouldBe(1);
        }
    }

    [Fact]
    public async Task An_endless_input_is_read_no_further_than_the_look_ahead()
    {
        var input = new Watched(Endless());
        await using var pool = await Start(2);
        var given = 0;
        await foreach (var _ in pool.StreamAsync(Arithmetic.Square, input, new StreamOptions { LookAhead = 10 }))
        {
            if (++given == 200)
                break;
            input.Taken.ShouldBeLessThanOrEqualTo(given + 10 + 2);
        }
        input.Disposed.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_that_stops_disposes_the_input_and_cancels_what_is_outstanding()
    {
        var gate = Path.Combine(Scratch(), "gate");
        var input = new Watched(Endless());
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, GracePeriod = TimeSpan.Zero });
        var results = new List<int>();
        await foreach (var result in pool.StreamAsync(
            x => x < 3 ? x : Gate.Pass(gate),
            input,
            new StreamOptions { LookAhead = 8, ChunkSize = 1 }))
        {
            results.Add(result);
            if (results.Count == 3)
                break;
        }
        results.ShouldBe([0, 1, 2]);
        input.Disposed.ShouldBe(1);
        await Until(() => pool.Snapshot() is { Running: 0, Waiting: 0 }, "the workers are idle");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task An_ordered_stream_with_a_slow_first_item_buffers_no_more_than_its_look_ahead()
    {
        var gate = Path.Combine(Scratch(), "gate");
        var input = new Watched(Endless());
        await using var pool = await Start(2);
        await using var results = pool.StreamAsync(SlowFirst(gate), input, new StreamOptions { LookAhead = 10, ChunkSize = 1 })
            .GetAsyncEnumerator();
        var first = results.MoveNextAsync().AsTask();
        await Until(() => input.Taken >= 10, "the look-ahead is used");
        await Until(() => pool.Snapshot() is { Running: 1, Waiting: 0 }, "only the slow item runs");
        first.IsCompleted.ShouldBeFalse();
        input.Taken.ShouldBeLessThanOrEqualTo(12);
        Gate.Open(gate);
        (await first.WaitAsync(Patience)).ShouldBeTrue();
        results.Current.ShouldBeNegative();
        (await results.MoveNextAsync()).ShouldBeTrue();
        results.Current.ShouldBe(1);
    }

    [Fact]
    public async Task An_unordered_stream_gives_the_fast_ones_first()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(2);
        var results = new List<int>();
        await foreach (var result in pool.StreamAsync(
            SlowFirst(gate),
            Enumerable.Range(0, 6),
            new StreamOptions { Ordered = false, ChunkSize = 1 }))
        {
            results.Add(result);
            if (results.Count == 5)
                Gate.Open(gate);
        }
        results.Take(5).Order().ShouldBe([1, 2, 3, 4, 5]);
        results[5].ShouldBeNegative();
    }

    [Fact]
    public async Task The_first_item_that_fails_ends_a_stream_and_not_its_outcomes()
    {
        await using var pool = await Start(2);
        var results = new List<int>();
        var error = await Should.ThrowAsync<InvalidDataException>(async () =>
        {
            await foreach (var result in pool.StreamAsync(x => Work.FailOn(x, 4), Enumerable.Range(0, 10)))
                results.Add(result);
        });
        error.Message.ShouldContain("item 4");
        results.ShouldBe([0, 10, 20, 30]);
        var outcomes = new List<Outcome<int>>();
        await foreach (var outcome in pool.OutcomesAsync(x => Work.FailOn(x, 4), Enumerable.Range(0, 10)))
            outcomes.Add(outcome);
        outcomes.Count.ShouldBe(10);
        outcomes[4].Error.ShouldBeOfType<InvalidDataException>();
        outcomes.Count(outcome => outcome.IsCompletedSuccessfully).ShouldBe(9);
    }

    [Fact]
    public async Task Inputs_may_be_async_and_functions_too()
    {
        await using var pool = await Start(2);
        var results = new List<int>();
        await foreach (var result in pool.StreamAsync(Arithmetic.SquareAsync, Slowly()))
            results.Add(result);
        results.ShouldBe([0, 1, 4]);
    }

    [Fact]
    public async Task A_stream_is_cancelled_in_the_middle()
    {
        var input = new Watched(Endless());
        await using var pool = await Start(2);
        using var cancellation = new CancellationTokenSource();
        var given = 0;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in pool.StreamAsync(Arithmetic.Square, input, new StreamOptions { LookAhead = 10 }, cancellation.Token))
            {
                if (++given == 5)
                    await cancellation.CancelAsync();
            }
        });
        await Until(() => input.Disposed == 1, "the input is disposed");
        await pool.WaitForDrainAsync().WaitAsync(Patience);
        given.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Items_of_functions_called_by_name_are_json_or_lines()
    {
        await using var pool = await Start();
        var json = new List<string>();
        await foreach (var outcome in pool.OutcomesAsync(
            "Troupe.EndToEnd.Tests.Jobs.Arithmetic.Square",
            ["2", "3", "\"x\""],
            NamedCallInput.JsonArguments))
        {
            json.Add(outcome.IsCompletedSuccessfully ? outcome.Value.GetRawText() : "error");
        }

        json.ShouldBe(["4", "9", "error"]);
        var lines = new List<string?>();
        await foreach (var outcome in pool.OutcomesAsync(
            "Troupe.EndToEnd.Tests.Jobs.Work.Variable",
            ["NO_SUCH_\"VARIABLE", "HOME"],
            NamedCallInput.RawLines))
        {
            lines.Add(outcome.Get().GetString());
        }

        lines.ShouldBe([null, Environment.GetEnvironmentVariable("HOME")]);
    }

    [Fact]
    public async Task Several_streams_share_a_pool()
    {
        await using var pool = await Start(2);
        var sums = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var sum = 0;
            await foreach (var square in pool.StreamAsync(
                Arithmetic.Square,
                Enumerable.Range(0, 300),
                new StreamOptions { LookAhead = 20 }))
            {
                sum += square;
            }

            return sum;
        })).WaitAsync(Patience);
        sums.ShouldAllBe(sum => sum == Enumerable.Range(0, 300).Sum(i => i * i));
    }

    private static Func<int, int> SlowFirst(string gate) => x => x == 0 ? -Gate.Pass(gate) : x;

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
            yield return i;
    }

    private static async IAsyncEnumerable<int> Slowly()
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(5);
            yield return i;
        }
    }

    /// <summary>Counts what is taken from an input, and its disposals.</summary>
    private sealed class Watched(IEnumerable<int> items) : IEnumerable<int>
    {
        private int _taken;
        private int _disposed;

        public int Taken => Volatile.Read(ref _taken);

        public int Disposed => Volatile.Read(ref _disposed);

        public IEnumerator<int> GetEnumerator()
        {
            try
            {
                foreach (var item in items)
                {
                    Interlocked.Increment(ref _taken);
                    yield return item;
                }
            }
            finally
            {
                Interlocked.Increment(ref _disposed);
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
