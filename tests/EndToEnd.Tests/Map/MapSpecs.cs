using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Map;

public sealed class MapSpecs : PoolSpecs
{
    [Fact]
    public async Task An_empty_input_gives_an_empty_result_at_once()
    {
        await using var pool = await Start();
        (await pool.MapAsync(Arithmetic.Square, Array.Empty<int>()).WaitAsync(Patience)).ShouldBeEmpty();
        (await pool.MapAsync(Arithmetic.Square, Enumerable.Empty<int>(), new MapOptions { ChunkSize = 5 }).WaitAsync(Patience))
            .ShouldBeEmpty();
        (await pool.StarMapAsync(Arithmetic.Add, Array.Empty<(int, int)>()).WaitAsync(Patience)).ShouldBeEmpty();
        var streamed = new List<int>();
        await foreach (var square in pool.StreamAsync(Arithmetic.Square, Array.Empty<int>()))
            streamed.Add(square);
        streamed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(40)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(null)]
    public async Task The_results_are_ordered_whatever_the_size_of_the_chunks(int? chunk)
    {
        await using var pool = await Start(2);
        var squares = await pool.MapAsync(Arithmetic.Square, Enumerable.Range(0, 100), new MapOptions { ChunkSize = chunk })
            .WaitAsync(Patience);
        squares.ShouldBe(Enumerable.Range(0, 100).Select(i => i * i));
    }

    // Whatever holds a map for a moment longer holds all of its results: the next maps then need fresh memory.
    [Fact]
    public async Task When_a_map_has_ended_only_its_caller_keeps_its_results()
    {
        await using var pool = await Start(2);
        var items = Enumerable.Range(0, 1000).ToArray();
        await MapAsync(pool, items);
        var results = new List<WeakReference>();
        for (var map = 0; map < 30; map++)
            results.Add(await MapAsync(pool, items));
        GC.Collect();
        // Threads may have in their hands what they have just brought.
        results.Count(result => result.IsAlive).ShouldBeLessThan(4);
    }

    // A method of its own, so that no variable of the spec holds what it looks for.
    private static async Task<WeakReference> MapAsync(ProcessPool pool, int[] items) =>
        new(await pool.MapAsync(Arithmetic.Square, items, new MapOptions { ChunkSize = 10 }).WaitAsync(Patience));

    [Fact]
    public async Task A_map_does_not_end_while_its_last_chunk_is_still_being_encoded()
    {
        var note = Path.Combine(Scratch(), "note");
        using var encoding = new ManualResetEventSlim();
        await using var pool = await Start();
        // The second item can be encoded only after the first chunk's job has ended.
        var items = new[] { new HeldItem(1, note, null), new HeldItem(2, note, encoding) };
        var map = Task.Run(() => pool.MapAsync(HeldItem.Note, items, new MapOptions { ChunkSize = 1 }));
        await Until(() => File.Exists(note + ".1") && pool.Snapshot() is { Waiting: 0, Running: 0 }, "the first job has ended");
        encoding.Set();
        (await map.WaitAsync(Patience)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task All_shapes_of_functions_are_mapped()
    {
        var factor = 3;
        await using var pool = await Start(2);
        (await pool.MapAsync(x => x * factor, new[] { 1, 2, 3 }).WaitAsync(Patience)).ShouldBe([3, 6, 9]);
        (await pool.MapAsync(Arithmetic.SquareAsync, new[] { 1, 2, 3 }).WaitAsync(Patience)).ShouldBe([1, 4, 9]);
        (await pool.MapAsync(Arithmetic.Token1, new[] { 1, 2, 3 }).WaitAsync(Patience)).ShouldBe([2, 3, 4]);
        (await pool.MapAsync(word => word.ToUpperInvariant(), new List<string> { "a", "ß", "" }).WaitAsync(Patience)).ShouldBe(
            ["A", "ß", ""]);
        (await pool.StarMapAsync(Arithmetic.Add, new[] { (1, 2), (3, 4) }).WaitAsync(Patience)).ShouldBe([3, 7]);
        (await pool.StarMapAsync(Arithmetic.AddAsync, new[] { (1, 2), (3, 4) }).WaitAsync(Patience)).ShouldBe([3, 7]);
        (await pool.StarMapAsync(Arithmetic.Add3, new[] { (1, 2, 3) }).WaitAsync(Patience)).ShouldBe([6]);
        (await pool.StarMapAsync(Arithmetic.Add3Async, new[] { (1, 2, 3) }).WaitAsync(Patience)).ShouldBe([6]);
        (await pool.StarMapAsync(Arithmetic.Add4, new[] { (1, 2, 3, 4) }).WaitAsync(Patience)).ShouldBe([10]);
        (await pool.StarMapAsync(Arithmetic.Add4Async, new[] { (1, 2, 3, 4) }).WaitAsync(Patience)).ShouldBe([10]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(null)]
    public async Task The_error_of_the_first_bad_item_comes_with_its_index_after_all_others_have_run(int? chunk)
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start(2);
        var map = pool.MapAsync(x => Items.NoteOrFail(note, x), Enumerable.Range(0, 20), new MapOptions { ChunkSize = chunk });
        var error = await Should.ThrowAsync<InvalidDataException>(map.WaitAsync(Patience));
        error.Message.ShouldContain("item 5 is bad");
        error.Data["Troupe.ItemIndex"].ShouldBe(5L);
        error.ToString().ShouldContain(nameof(Items.NoteOrFail));
        Items.Noted(note).ShouldBe(Enumerable.Range(0, 20).Where(i => i % 10 != 5));
        (await pool.MapAsync(Arithmetic.Square, new[] { 2 }).WaitAsync(Patience)).ShouldBe([4]);
    }

    [Fact]
    public async Task An_input_that_throws_is_told_to_the_caller_and_nothing_is_left_behind()
    {
        await using var pool = await Start();
        await Should.ThrowAsync<NotSupportedException>(async () => await pool.MapAsync(Arithmetic.Square, Items.ThrowAt(3)));
        (await pool.MapAsync(Arithmetic.Square, new[] { 2 }).WaitAsync(Patience)).ShouldBe([4]);
        await pool.WaitForDrainAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_cancelled_map_drops_the_items_that_have_not_run()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, GracePeriod = TimeSpan.Zero });
        using var cancellation = new CancellationTokenSource();
        var map = pool.MapAsync(Gate.Pass, Enumerable.Repeat(gate, 10), new MapOptions { ChunkSize = 2 }, cancellation.Token);
        await Until(() => Gate.Waiting(gate) == 1, "the first item runs");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(map.WaitAsync(Patience));
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
        Gate.Waiting(gate).ShouldBe(1);
    }

    [Fact]
    public async Task A_chunk_that_is_still_being_encoded_when_its_map_is_cancelled_does_not_hold_it_up()
    {
        var (note, gate) = (Path.Combine(Scratch(), "note"), Path.Combine(Scratch(), "gate"));
        using var encoding = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        await using var pool = await Start(1);
        // Four chunks are under way at once; the fifth is encoded when the first has ended, on another thread.
        var items = Enumerable.Range(1, 5).Select(number => new HeldItem(number, note, number == 5 ? encoding : null)).ToList();
        var map = pool.MapAsync(HeldItem.Note, items, new MapOptions { ChunkSize = 1 }, cancellation.Token);
        await Until(() => File.Exists(note + ".4") && pool.Snapshot() is { Waiting: 0, Running: 0 }, "the first four have ended");
        var other = pool.RunAsync(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the worker has something else to do");
        await cancellation.CancelAsync();
        encoding.Set();
        await Should.ThrowAsync<OperationCanceledException>(map.WaitAsync(Patience));
        Gate.Open(gate);
        await other.WaitAsync(Patience);
        File.Exists(note + ".5").ShouldBeFalse();
    }

    [Fact]
    public async Task An_item_that_ends_its_worker_is_blamed_alone()
    {
        await using var pool = await Start(2);
        var outcomes = new List<Outcome<int>>();
        await foreach (var outcome in pool.OutcomesAsync(Items.ExitOn7, Enumerable.Range(0, 20), new StreamOptions { ChunkSize = 5 }))
            outcomes.Add(outcome);
        outcomes.Select(outcome => outcome.Index).ShouldBe(Enumerable.Range(0, 20).Select(i => (long)i));
        outcomes.Where(outcome => !outcome.IsCompletedSuccessfully).Select(outcome => outcome.Index).ShouldBe([7L]);
        outcomes[7].Error.ShouldBeOfType<WorkerLostException>();
        outcomes.Where(outcome => outcome.IsCompletedSuccessfully).ShouldAllBe(outcome => outcome.Value == outcome.Index);
    }

    [Fact]
    public async Task A_limit_for_items_hits_only_the_item_that_is_too_slow()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, GracePeriod = TimeSpan.Zero });
        var outcomes = new List<Outcome<int>>();
        await foreach (var outcome in pool.OutcomesAsync(
            Items.HangOn3,
            Enumerable.Range(0, 8),
            new StreamOptions { ChunkSize = 4, ItemTimeout = TimeSpan.FromSeconds(1) }))
        {
            outcomes.Add(outcome);
        }

        outcomes.Where(outcome => !outcome.IsCompletedSuccessfully).Select(outcome => outcome.Index).ShouldBe([3L]);
        outcomes[3].Error.ShouldBeOfType<JobTimeoutException>();
    }

    [Fact]
    public async Task A_million_numbers_are_mapped()
    {
        await using var pool = await Start(2);
        var numbers = Enumerable.Range(0, 1_000_000).ToArray();
        var results = await pool.MapAsync(x => x + 1, numbers).WaitAsync(Patience);
        results.Length.ShouldBe(numbers.Length);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] != i + 1)
                results[i].ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task A_job_maps_in_its_own_pool_of_one()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Items.NestedMap, 20).WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 20).Sum(i => i * i));
        (await pool.RunAsync(Items.NestedMapFails).WaitAsync(Patience)).ShouldBe("InvalidDataException 5");
        (await pool.MapAsync(Items.NestedMap, new[] { 3, 4 }).WaitAsync(Patience)).ShouldBe([5, 14]);
    }

    [Fact]
    public async Task A_job_maps_more_chunks_than_are_under_way_at_once_and_retries_some()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Items.NestedMapOfManyChunks, 40, Scratch()).WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 40).Sum());
        (await pool.RunAsync(Items.NestedStreamWithRetry, 40, Scratch()).WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 40).Sum());
        pool.Snapshot().Workers.ShouldAllBe(worker => worker.Generation == 1);
    }

    [Fact]
    public void Bad_chunk_sizes_and_missing_inputs_are_refused_at_the_call()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new MapOptions { ChunkSize = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new MapOptions { ChunkSize = -1 });
        Should.Throw<ArgumentOutOfRangeException>(() => new StreamOptions { ChunkSize = 0 });
    }
}
