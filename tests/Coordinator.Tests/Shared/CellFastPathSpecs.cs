using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe.Tests.Shared;

/// <summary>A dictionary that some use by the short way and some by messages, while its values move to tables and back home.</summary>
public sealed class CellFastPathSpecs
{
    private const int Few = 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly string s_long = new('x', 70_000);

    private readonly SharedReference _reference = SharedDictionary.Reference<string, string>(PayloadWriter.DefaultLimit);

    private SharedDictionary<string, string> Dictionary => new(_reference);

    private CellFastPath FastPath => _reference.FastPath(0, own => new CellFastPath(own));

    [Fact]
    public async Task Whoever_comes_by_whichever_way_finds_what_a_dictionary_would_hold()
    {
        var (byTable, byHome) = (0, 0);
        for (var seed = 0; seed < 30; seed++)
        {
            var reference = SharedDictionary.Reference<string, string>(PayloadWriter.DefaultLimit);
            await using var run = new CellModel(reference, new Random(seed));
            for (var step = 0; step < 3000; step++)
            {
                await run.StepAsync($"seed {seed}, step {step}");
                _ = reference.FastPath(0, own => new CellFastPath(own)).IsOpen ? byTable++ : byHome++;
            }
            await run.CompareAsync();
        }
        byTable.ShouldBeGreaterThan(5_000);
        byHome.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public async Task The_short_way_opens_after_a_few_operations_and_a_full_table_is_followed_by_the_next()
    {
        await using var dictionary = Dictionary;
        for (var count = 0; count < Few; count++)
        {
            FastPath.IsOpen.ShouldBeFalse();
            await dictionary.SetAsync("a", "0");
        }
        var open = 0;
        const int Sets = 200_000;
        for (var count = 0; count < Sets; count++)
        {
            await dictionary.SetAsync(count % 1000 == 0 ? $"key {count}" : "a", $"{count}");
            open += FastPath.IsOpen ? 1 : 0;
        }
        open.ShouldBeGreaterThan(Sets * 99 / 100);
        (await dictionary.GetAsync("a")).ShouldBe($"{Sets - 1}");
        (await dictionary.CountAsync()).ShouldBe(1 + (Sets / 1000));
        FastPath.IsOpen.ShouldBeTrue("to count needs no freeze");
        (await dictionary.SnapshotAsync())["key 5000"].ShouldBe("5000");
        FastPath.IsOpen.ShouldBeTrue("nor does a copy, when nobody changes anything meanwhile");
    }

    // A table of long values is full after a few changes, and the memory of the next one costs more than those changes by messages.
    [Fact]
    public async Task A_full_table_of_long_values_is_followed_by_the_next_only_after_a_while()
    {
        const int Sets = 5_000;
        const int Length = 20_000;
        await using var dictionary = Dictionary;
        var open = 0;
        for (var count = 0; count < Sets; count++)
        {
            await dictionary.SetAsync("a", new string((char)('a' + (count % 26)), Length));
            open += FastPath.IsOpen ? 1 : 0;
        }
        open.ShouldBeInRange(1, Sets / 10);
        (await dictionary.GetAsync("a")).ShouldBe(new string((char)('a' + ((Sets - 1) % 26)), Length));
    }

    [Fact]
    public async Task What_is_too_long_for_a_table_goes_home_and_all_with_it_and_comes_back_without_it()
    {
        await using var dictionary = Dictionary;
        for (var count = 0; count < 2 * Few; count++)
            await dictionary.SetAsync($"{count}", "short");
        FastPath.IsOpen.ShouldBeTrue();
        await dictionary.SetAsync("long", s_long);
        (await dictionary.GetAsync("1")).ShouldBe("short");
        (await dictionary.GetAsync("long")).ShouldBe(s_long);
        for (var count = 0; count < 50 * Few; count++)
            await dictionary.SetAsync("1", "at home");
        FastPath.IsOpen.ShouldBeFalse("it would not fit");
        await dictionary.RemoveAsync("long");
        for (var count = 0; count < 200 * Few && !FastPath.IsOpen; count++)
            await dictionary.SetAsync("1", "in a table");
        FastPath.IsOpen.ShouldBeTrue();
        (await dictionary.GetAsync("2")).ShouldBe("short");
    }

    [Fact]
    public async Task A_dictionary_that_is_cleared_all_the_time_stays_at_home()
    {
        await using var dictionary = Dictionary;
        var opened = 0;
        for (var round = 0; round < 2000; round++)
        {
            var before = FastPath.IsOpen;
            for (var count = 0; count < Few + 4; count++)
                await dictionary.SetAsync($"{count}", "short");
            opened += !before && FastPath.IsOpen ? 1 : 0;
            await dictionary.ClearAsync();
            (await dictionary.ContainsKeyAsync("1")).ShouldBeFalse();
        }
        opened.ShouldBeInRange(1, 30);
    }

    [Fact]
    public async Task No_step_is_lost_or_doubled_while_the_values_move_to_and_fro()
    {
        const int Steps = 5_000;
        await using var dictionary = Dictionary;
        using var done = new CancellationTokenSource();
        using var late = new CancellationTokenSource(s_patience);
        var moves = 0;
        var steps = 0;
        // On a busy machine the other thread gets to move the values late: the steps go on until it has.
        var counting = Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (var step = 0; step < Steps || (Volatile.Read(ref moves) <= 3 && !late.IsCancellationRequested); step++)
            {
                await dictionary.AddOrUpdateAsync("count", "1", count => $"{int.Parse(count) + 1}");
                Interlocked.Increment(ref steps);
            }
        })).ToList();
        var moving = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                // Writes enough between that the next table is well earned.
                for (var count = 0; count < 800; count++)
                    await dictionary.SetAsync("other", $"{count}");
                Volatile.Write(ref moves, moves + (FastPath.IsOpen ? 1 : 0));
                await dictionary.SetAsync("long", s_long);
                await dictionary.RemoveAsync("long");
            }
        });
        var last = 0;
        while (!counting.TrueForAll(task => task.IsCompleted))
        {
            if (!(await dictionary.SnapshotAsync()).TryGetValue("count", out var count))
                continue;
            int.Parse(count).ShouldBeGreaterThanOrEqualTo(last);
            last = int.Parse(count);
        }
        await Task.WhenAll(counting).WaitAsync(s_patience);
        await done.CancelAsync();
        await moving.WaitAsync(s_patience);
        (await dictionary.GetAsync("count")).ShouldBe($"{steps}");
        moves.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task An_end_in_the_middle_of_it_all_is_told_to_all_and_harms_nobody()
    {
        for (var round = 0; round < 50; round++)
        {
            var reference = SharedDictionary.Reference<string, int>(PayloadWriter.DefaultLimit);
            var dictionary = new SharedDictionary<string, int>(reference);
            var begun = new CountdownEvent(3);
            var users = Enumerable.Range(0, 3).Select(
                thread => Task.Factory.StartNew(() => SetForEver(dictionary, thread, begun), TaskCreationOptions.LongRunning)).ToList();
            begun.Wait(s_patience).ShouldBeTrue();
            await dictionary.DisposeAsync();
            foreach (var task in users)
                await Should.ThrowAsync<ObjectDisposedException>(task.WaitAsync(s_patience));
        }
    }

    [Fact]
    public async Task Damage_in_the_table_ends_the_dictionary_and_nothing_else()
    {
        var other = SharedDictionary.Create<string, int>();
        for (var round = 0; round < 30; round++)
        {
            var reference = SharedDictionary.Reference<string, string>(PayloadWriter.DefaultLimit);
            SharedDictionary<string, string> byTable = new(reference), byHome = new(reference, hasFastPath: false);
            for (var count = 0; count < 4 * Few; count++)
                await byTable.SetAsync($"{count}", "value");
            await reference.OpenFastPathAsync(
                FastPath, CellOperation.Open, default, hold: false, (page, _) => Scribble(page, new Random(round)));
            var errors = new List<Exception>();
            for (var step = 0; step < 500; step++)
                errors.AddRange(await ErrorOf((step % 2 == 0 ? byTable : byHome).SetAsync($"{step % 70}", "changed")));
            errors.AddRange(await ErrorOf(byHome.SnapshotAsync()));
            errors.ShouldNotBeEmpty();
            errors.ShouldAllBe(error => error is InvalidDataException || error is ObjectDisposedException);
            errors[^1].ShouldBeOfType<ObjectDisposedException>("its home has found it, too");
            await other.SetAsync("a", round);
        }
        (await other.GetAsync("a")).ShouldBe(29);
        await other.DisposeAsync();
    }

    private static async Task<Exception[]> ErrorOf(Task task)
    {
        try
        {
            await task.WaitAsync(s_patience);
            return [];
        }
        catch (Exception error) when (error is not TimeoutException)
        {
            return [error];
        }
    }

    /// <summary>Links of keys that lead to anywhere.</summary>
    private static unsafe void Scribble(FastPathMemory page, Random random)
    {
        for (var place = 192; place < 8192; place += sizeof(uint))
            *(uint*)(page.Start + place) = (uint)random.Next() & ~3u;
        page.Release();
    }

    /// <summary>On its own thread from first to last: those of the thread pool are few.</summary>
    private static void SetForEver(SharedDictionary<string, int> dictionary, int thread, CountdownEvent begun)
    {
        for (var count = 0; ; count++)
        {
            dictionary.SetAsync($"{thread}", count).GetAwaiter().GetResult();
            if (count == 200 * (thread + 1))
                begun.Signal();
        }
    }
}
