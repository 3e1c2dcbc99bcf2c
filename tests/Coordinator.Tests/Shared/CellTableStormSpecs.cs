using System.Text;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.Tests.Shared;

/// <summary>Many threads at one table, each with a mapping of its own, while a home freezes it at any moment and goes on with the
/// next.</summary>
public sealed class CellTableStormSpecs : IDisposable
{
    private const int Threads = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly List<CellTable> _tables = [];

    /// <summary>The home's mapping of the current table, and those of others.</summary>
    private CellTable[] _current;

    public CellTableStormSpecs() => _current = NewTable(1);

    private CellTable AtHome => Volatile.Read(ref _current)[0];

    public void Dispose() => _tables.ForEach(table => table.Retire());

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task No_step_of_a_counter_is_lost_or_doubled(int freezes)
    {
        const int Steps = 40_000;
        var counting = Enumerable.Range(0, Threads).Select(thread => OnThread(() =>
        {
            for (var step = 0; step < Steps; step++)
                Raise(step % 3 == 0 ? "own" + thread : "common");
            return 0;
        })).ToList();
        var home = Home(freezes, counting);
        await Task.WhenAll(counting).WaitAsync(s_patience);
        await home.WaitAsync(s_patience);
        Held().Values.Sum().ShouldBe(Threads * Steps);
        Held().Where(entry => entry.Key != "common").ShouldAllBe(entry => entry.Value == (Steps + 2) / 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Of_several_who_add_or_remove_a_key_one_does(int freezes)
    {
        const int Rounds = 4000;
        int[] added = new int[Rounds], removed = new int[Rounds];
        using var barrier = new Barrier(Threads);
        var all = Enumerable.Range(0, Threads).Select(thread => OnThread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                // Eight keys, so that they are there, gone and back again over and over, and new ones in between.
                var key = Key(round % 50 == 0 ? $"new {round}" : $"{round % 8}");
                if (Do(table => table.Change(key, 0, BitConverter.GetBytes(thread), new CellCopy())) == TableAnswer.Done)
                    Interlocked.Increment(ref added[round]);
                barrier.SignalAndWait();
                if (Do(table => table.Remove(key, 0, new CellCopy())) == TableAnswer.Done)
                    Interlocked.Increment(ref removed[round]);
                barrier.SignalAndWait();
            }
            return 0;
        })).ToList();
        var home = Home(freezes, all);
        await Task.WhenAll(all).WaitAsync(s_patience);
        await home.WaitAsync(s_patience);
        added.ShouldAllBe(times => times == 1);
        removed.ShouldAllBe(times => times == 1);
        Held().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_of_everything_is_of_one_moment()
    {
        var done = false;
        AtHome.Change(Key("first"), null, BitConverter.GetBytes(0), new CellCopy());
        AtHome.Change(Key("second"), null, BitConverter.GetBytes(0), new CellCopy());
        // It goes up in the one before the other, and a third one is there only while both are alike.
        var writing = OnThread(() =>
        {
            var steps = 0;
            for (; !Volatile.Read(ref done); steps++)
            {
                Do(table => table.Remove(Key("alike"), 0, new CellCopy()));
                Raise("first");
                Raise("second");
                Do(table => table.Change(Key("alike"), 0, BitConverter.GetBytes(steps), new CellCopy()));
            }
            return steps;
        });
        var collected = 0;
        for (var copies = 0; copies < 3000; copies++)
        {
            var table = AtHome;
            var frozen = copies % 10 == 0;
            if ((frozen ? Advance() : table.TryCollect()) is not { } entries)
                continue;
            collected += frozen ? 0 : 1;
            var held = Held(table, entries);
            (held["first"] - held["second"]).ShouldBeInRange(0, held.ContainsKey("alike") ? 0 : 1);
        }
        Volatile.Write(ref done, true);
        (await writing.WaitAsync(s_patience)).ShouldBeGreaterThan(0);
        collected.ShouldBeGreaterThan(10);
    }

    /// <summary>Freezes over and over until it has done so often enough and the others are done.</summary>
    private Task<int> Home(int freezes, IReadOnlyList<Task> others) => OnThread(() =>
    {
        for (var count = 0; count < freezes || others.Any(task => !task.IsCompleted); count++)
        {
            // Also when nobody wants a freeze: the log gets full.
            if (count < freezes || AtHome.UsedBytes > AtHome.Room * 3 / 4)
                Advance();
            Thread.Yield();
        }
        return 0;
    });

    /// <summary>Ends the table and goes on with the next, as a home does.</summary>
    private List<TableEntry> Advance()
    {
        var table = AtHome;
        var entries = table.Freeze();
        var next = NewTable(table.Number + 1);
        foreach (var entry in entries)
            next[0].Change(table.Key(entry), null, table.Value(entry), new CellCopy()).ShouldBe(TableAnswer.Done);
        Volatile.Write(ref _current, next);
        return entries;
    }

    private CellTable[] NewTable(uint number)
    {
        var home = CellTable.TryCreate(number, 256 * 1024, 64, 1000)!;
        CellTable[] mappings = [home, Mapped(), Mapped()];
        _tables.AddRange(mappings);
        return mappings;

        CellTable Mapped() => CellTable.Of(FastPathMemory.Open(home.Describe(), out _)!, number);
    }

    /// <summary>Does something on the current table, through the mapping that this thread uses, or the next if that was frozen or
    /// full.</summary>
    private TableAnswer Do(Func<CellTable, TableAnswer> what)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var current = Volatile.Read(ref _current);
            var answer = what(current[Environment.CurrentManagedThreadId % current.Length]);
            if (answer is TableAnswer.Done or TableAnswer.Refused)
                return answer;
            spin.SpinOnce();
        }
    }

    private void Raise(string key)
    {
        var copy = new CellCopy();
        while (true)
        {
            var found = Do(table => table.Find(Key(key), copy)) == TableAnswer.Done;
            var next = BitConverter.GetBytes(found ? BitConverter.ToInt32(copy.Value.Span) + 1 : 1);
            var version = copy.Version;
            if (Do(table => table.Change(Key(key), version, next, copy)) == TableAnswer.Done)
                return;
        }
    }

    private Dictionary<string, int> Held() => Held(AtHome, AtHome.Freeze());

    private static Dictionary<string, int> Held(CellTable table, List<TableEntry> entries) =>
        entries.ToDictionary(entry => Encoding.UTF8.GetString(table.Key(entry)), entry => BitConverter.ToInt32(table.Value(entry)));

    private static byte[] Key(string key) => Encoding.UTF8.GetBytes(key);

    private static async Task<T> OnThread<T>(Func<T> work) => await Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
}
