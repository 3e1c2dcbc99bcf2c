using System.Collections;
using System.Globalization;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>What is wrong with the input, and what with one of many items.</summary>
public sealed class MapInputSpecs : PoolSpecs
{
    [Fact]
    public async Task An_input_that_throws_says_at_which_item_and_that_it_was_the_input()
    {
        await using var pool = await Start();
        ShouldTell(await Should.ThrowAsync<NotSupportedException>(async () => await pool.MapAsync(Arithmetic.Square, Items.ThrowAt(3))));
        ShouldTell(await Should.ThrowAsync<NotSupportedException>(() => Read(pool.StreamAsync(Arithmetic.Square, Items.ThrowAt(3)))));
        ShouldTell(await Should.ThrowAsync<NotSupportedException>(
            () => Read(pool.OutcomesAsync(Arithmetic.Square, Items.ThrowAt(3), new StreamOptions { ChunkSize = 2 }))));

        static void ShouldTell(Exception error)
        {
            error.Data["Troupe.ItemIndex"].ShouldBe(3L);
            error.Data["Troupe.InputThrew"].ShouldBe(true);
        }
    }

    [Fact]
    public async Task An_input_whose_current_item_throws_ends_the_stream_with_its_exception()
    {
        await using var pool = await Start();
        var given = new List<int>();
        var error = await Should.ThrowAsync<NotSupportedException>(async () =>
        {
            await foreach (var square in pool.StreamAsync(Arithmetic.Square, new BadCurrent()))
                given.Add(square);
        }).WaitAsync(Patience);
        error.Data["Troupe.ItemIndex"].ShouldBe(2L);
        given.ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Of_a_hundred_thousand_items_with_default_options_only_the_bad_one_fails()
    {
        const int Count = 100_000;
        const int Bad = 57_123;
        await using var pool = await Start(2);
        var items = Enumerable.Range(0, Count).Select(number => new Tricky(number, number == Bad ? Death.Throw : null));
        var (failed, next) = (new List<long>(), 0L);
        await foreach (var outcome in pool.OutcomesAsync(item => item.Number, items))
        {
            outcome.Index.ShouldBe(next++);
            if (!outcome.IsCompletedSuccessfully)
                failed.Add(outcome.Index);
            else if (outcome.Value != outcome.Index)
                outcome.Value.ShouldBe((int)outcome.Index);
        }
        (next, failed.ShouldHaveSingleItem()).ShouldBe((Count, Bad));
        (await Should.ThrowAsync<PayloadEncodingException>(pool.MapAsync(item => item.Number, items).WaitAsync(Patience))).Data[
            "Troupe.ItemIndex"].ShouldBe((long)Bad);
        (await Should.ThrowAsync<DivideByZeroException>(
            pool.MapAsync(number => 1 / (number - Bad), Enumerable.Range(0, Count))
                .WaitAsync(Patience))).Data["Troupe.ItemIndex"].ShouldBe((long)Bad);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task An_item_that_cannot_be_encoded_is_the_maps_error_wherever_it_stands_and_all_others_run(int at)
    {
        var note = Path.Combine(Scratch(), "note");
        await using var pool = await Start(2);
        var items = Enumerable.Range(0, 10).Select(number => new Tricky(number, number == at ? Death.Throw : null));
        var map = pool.MapAsync(item => Note(note, item.Number), items, new MapOptions { ChunkSize = 5 });
        (await Should.ThrowAsync<PayloadEncodingException>(map.WaitAsync(Patience))).Data["Troupe.ItemIndex"].ShouldBe((long)at);
        Items.Noted(note).ShouldBe(Enumerable.Range(0, 10).Where(number => number != at));

        static int Note(string path, int number)
        {
            File.WriteAllText($"{path}.{number}", "");
            return number;
        }
    }

    [Fact]
    public async Task Items_that_are_too_long_for_one_message_together_go_in_several_and_one_that_is_by_itself_fails_alone()
    {
        const int Limit = 1 << 20;
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, MaxMessageBytes = Limit });
        var items = Enumerable.Range(0, 30).Select(number => new byte[number == 17 ? Limit + 1 : 100_000]).ToList();
        var failed = new List<Outcome<int>>();
        await foreach (var outcome in pool.OutcomesAsync(item => item.Length, items, new StreamOptions { ChunkSize = 30 }))
        {
            if (!outcome.IsCompletedSuccessfully)
                failed.Add(outcome);
            else
                outcome.Value.ShouldBe(100_000);
        }
        failed.ShouldHaveSingleItem().Index.ShouldBe(17);
        failed[0].Error.ShouldBeOfType<PayloadTooLargeException>();
        // What the items take along of their caller has its place in each message, too.
        CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NumberDecimalSeparator = "·" } };
        var numbers = Enumerable.Range(0, 1_000_000).ToArray();
        (await pool.MapAsync(number => number + 1, numbers, new MapOptions { ChunkSize = numbers.Length }).WaitAsync(Patience)).ShouldBe(
            numbers.Select(number => number + 1));
    }

    [Fact]
    public async Task When_a_whole_chunk_fails_each_of_its_items_has_an_error_of_its_own()
    {
        await using var pool = await Start();
        var errors = new List<Exception>();
        await foreach (var outcome in pool.OutcomesAsync(
            "No.Such.Function",
            ["1", "2", "3"],
            NamedCallInput.JsonArguments,
            new StreamOptions { ChunkSize = 3 }))
        {
            errors.Add(outcome.Error!);
        }

        errors.Select(error => error.Data["Troupe.ItemIndex"]).ShouldBe([0L, 1L, 2L]);
        errors.ShouldAllBe(error => error is FunctionNotFoundException);
    }

    [Fact]
    public async Task An_error_that_takes_no_notes_comes_without_them()
    {
        await using var pool = await Start();
        var failed = new List<long>();
        await foreach (var outcome in pool.OutcomesAsync(
            number => number == 1 ? throw new NotelessException("no notes") : number,
            Enumerable.Range(0, 3),
            new StreamOptions { ChunkSize = 3 }))
        {
            if (!outcome.IsCompletedSuccessfully)
                failed.Add(outcome.Index);
        }
        failed.ShouldBe([1]);
        await Should.ThrowAsync<NotelessException>(pool.MapAsync(
            number => number == 1 ? throw new NotelessException("no notes") : number,
            Enumerable.Range(0, 3)).WaitAsync(Patience));
    }

    private static async Task Read<T>(IAsyncEnumerable<T> results)
    {
        await foreach (var _ in results)
        {
            // Only its end matters.
        }
    }

    /// <summary>An exception whose data cannot be changed.</summary>
    public sealed class NotelessException(string message) : Exception(message)
    {
        public override IDictionary Data => throw new NotSupportedException("There is no room for notes.");
    }

    /// <summary>An input that gives two items, and says of a third that it is there.</summary>
    private sealed class BadCurrent : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private int _next = -1;

        public int Current => _next < 2 ? _next : throw new NotSupportedException("not this one");

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(++_next < 3);

        public ValueTask DisposeAsync() => default;
    }
}
