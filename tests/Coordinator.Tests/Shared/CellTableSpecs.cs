using System.Text;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.Tests.Shared;

/// <summary>The table in shared memory, mapped twice in this process, as two processes have it.</summary>
public sealed class CellTableSpecs : IDisposable
{
    private readonly List<CellTable> _tables = [];

    public void Dispose() => _tables.ForEach(table => table.Retire());

    [Fact]
    public void Whatever_is_done_in_whichever_process_all_see_what_a_dictionary_would_hold()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var (home, other) = Tables();
            var model = new Dictionary<string, (ulong Version, string Value)>();
            for (var step = 0; step < 2000; step++)
                Step(random, random.Next(2) == 0 ? home : other, random.Next(2) == 0 ? home : other, model, $"seed {seed}, step {step}");
            Held(home, home.TryCollect()!).ShouldBe(model.ToDictionary(entry => entry.Key, entry => entry.Value.Value), ignoreOrder: true);
            Held(home, home.Freeze()).ShouldBe(model.ToDictionary(entry => entry.Key, entry => entry.Value.Value), ignoreOrder: true);
        }
    }

    [Fact]
    public void A_version_is_good_until_the_value_is_set_or_removed_and_never_again()
    {
        var (home, other) = Tables();
        Set(home, "a", "1");
        var version = Find(other, "a").Version;
        (version >> 32).ShouldBe(7u, "the table's number");
        Change(other, "a", version, "2").ShouldBe(TableAnswer.Done);
        Set(home, "a", "1");
        Change(other, "a", version, "3").ShouldBe(TableAnswer.Refused, "it is 1 again, and another one");
        Remove(other, "a", version).ShouldBe(TableAnswer.Refused);
        Remove(other, "a", 0).ShouldBe(TableAnswer.Done);
        Change(home, "a", Find(other, "a").Version, "4").ShouldBe(TableAnswer.Done, "0 is the version of what is not there");
    }

    [Fact]
    public void A_full_table_refuses_what_is_new_and_gives_what_it_has()
    {
        var (home, other) = Tables();
        var held = 0;
        while (Change(other, $"key {held}", null, new string('x', 90)) == TableAnswer.Done)
            held++;
        held.ShouldBeInRange(home.Room / 130, home.Room / 100);
        Find(home, $"key {held - 1}").Found.ShouldBeTrue();
        Find(home, $"key {held}").Found.ShouldBeFalse();
        Remove(home, "key 0", 0).ShouldBe(TableAnswer.Done);
        home.UsedBytes.ShouldBeInRange(home.Room - 130, home.Room);
        home.TryCollect()!.Count.ShouldBe(held - 1);
    }

    [Fact]
    public void What_is_longer_than_a_table_takes_is_for_the_home()
    {
        var (_, other) = Tables();
        Change(other, "a", null, new string('x', other.LargestPart)).ShouldBe(TableAnswer.Done);
        Change(other, "b", null, new string('x', other.LargestPart + 1)).ShouldBe(TableAnswer.Unfit);
        Change(other, new string('x', other.LargestPart + 1), null, "b").ShouldBe(TableAnswer.Unfit);
        Find(other, new string('x', other.LargestPart + 1)).Found.ShouldBeFalse("it cannot be there");
        Find(other, "").Found.ShouldBeFalse();
        Set(other, "", "");
        Find(other, "").ShouldBe((true, Find(other, "").Version, ""));
    }

    [Fact]
    public unsafe void What_a_killed_writer_has_taken_of_the_log_and_never_shown_is_missed_by_nobody()
    {
        var (home, other) = Tables();
        Set(other, "a", "1");
        // It may have died at any point between taking the room and the change of a word.
        Interlocked.Add(ref *(long*)(other.Start + 128), 40);
        Set(other, "b", "2");
        Set(home, "a", "3");
        Held(home, home.TryCollect()!).ShouldBe(new Dictionary<string, string> { ["a"] = "3", ["b"] = "2" }, ignoreOrder: true);
        Held(home, home.Freeze()).Count.ShouldBe(2);
    }

    [Fact]
    public void A_frozen_table_answers_nobody()
    {
        var (home, other) = Tables();
        Set(other, "a", "1");
        Set(other, "gone", "1");
        Remove(other, "gone", 0);
        home.Freeze().Count.ShouldBe(1);
        foreach (var key in new[] { "a", "gone", "new" })
        {
            other.Find(Encoding.UTF8.GetBytes(key), new CellCopy()).ShouldBe(TableAnswer.Frozen);
            Change(other, key, null, "2").ShouldBe(TableAnswer.Frozen);
            Change(other, key, 0, "2").ShouldBe(TableAnswer.Frozen);
            Remove(other, key, 0).ShouldBe(TableAnswer.Frozen);
        }
    }

    [Fact]
    public void Damaged_memory_gives_an_error_of_its_own_and_never_a_crash_or_an_endless_loop()
    {
        var random = new Random(21);
        var damaged = 0;
        for (var round = 0; round < 3000; round++)
        {
            var (home, other) = Tables(room: 2048, buckets: 4);
            for (var item = 0; item < random.Next(20); item++)
                Set(other, $"{item}", "value");
            Damage(other.Start, random);
            try
            {
                for (var step = 0; step < 12; step++)
                {
                    Change(other, $"{step}", random.Next(2) == 0 ? null : 0, "new");
                    home.Find(Encoding.UTF8.GetBytes($"{step}"), new CellCopy());
                    Remove(home, $"{step}", 0);
                    Look(home, home.TryCollect() ?? []);
                }
                Look(home, home.Freeze());
            }
            catch (InvalidDataException)
            {
                damaged++;
            }
            Dispose();
            _tables.Clear();
        }
        damaged.ShouldBeGreaterThan(500);
    }

    [Fact]
    public unsafe void Words_that_all_lead_to_one_long_value_do_not_make_the_home_copy_it_for_each()
    {
        var (home, other) = Tables();
        for (var item = 0; item < 1000; item++)
            Set(other, $"{item}", "");
        Set(other, "long", new string('x', 1000));
        var entries = home.TryCollect()!;
        var place = entries.Single(entry => home.Value(entry).Length > 0).Word;
        foreach (var entry in entries)
            *(uint*)(other.Start + (nint)entry.Key + 8) = place;
        Should.Throw<InvalidDataException>(() => home.TryCollect());
        Should.Throw<InvalidDataException>(() => home.Freeze());
    }

    [Fact]
    public void Memory_is_kept_while_somebody_is_inside_and_nobody_enters_what_was_let_go_of()
    {
        var (home, other) = Tables();
        _tables.Remove(other);
        Set(home, "a", "1");
        other.TryEnter().ShouldBeTrue();
        other.Retire();
        other.TryEnter().ShouldBeFalse();
        Find(other, "a").Value.ShouldBe("1");
        home.End(@object: true);
        _tables.Remove(home);
        other.ObjectHasEnded.ShouldBeTrue();
        FastPathMemory.Open(home.Describe(), out _).ShouldBeNull();
        other.Exit();
        other.TryEnter().ShouldBeFalse();
    }

    private static void Step(
        Random random,
        CellTable table,
        CellTable looking,
        Dictionary<string, (ulong Version, string Value)> model,
        string at)
    {
        var key = $"key {random.Next(60)}";
        var value = new string((char)('a' + random.Next(26)), random.Next(40));
        var known = model.TryGetValue(key, out var held);
        var wrong = random.Next(4) == 0;
        switch (random.Next(4))
        {
            case 0:
                Set(table, key, value);
                model[key] = (Find(table, key).Version, value);
                break;
            case 1:
                var expected = wrong ? held.Version + 4 : held.Version;
                Change(table, key, expected, value).ShouldBe(wrong ? TableAnswer.Refused : TableAnswer.Done, at);
                if (!wrong)
                    model[key] = (Find(table, key).Version, value);
                break;
            case 2:
                Remove(table, key, wrong ? 4ul : 0).ShouldBe(known && !wrong ? TableAnswer.Done : TableAnswer.Refused, at);
                if (known && !wrong)
                    model.Remove(key);
                break;
        }
        known = model.TryGetValue(key, out held);
        Find(looking, key).ShouldBe((known, held.Version, held.Value ?? ""), at);
    }

    private (CellTable Home, CellTable Other) Tables(int room = 256 * 1024, int buckets = 16)
    {
        var home = CellTable.TryCreate(7, room, buckets, 1000)!;
        var other = CellTable.Of(FastPathMemory.Open(home.Describe(), out var number)!, (uint)number);
        _tables.AddRange([home, other]);
        return (home, other);
    }

    private static (bool Found, ulong Version, string Value) Find(CellTable table, string key)
    {
        var copy = new CellCopy();
        table.Find(Encoding.UTF8.GetBytes(key), copy).ShouldBe(copy.Found ? TableAnswer.Done : TableAnswer.Refused);
        return (copy.Found, copy.Version, Encoding.UTF8.GetString(copy.Value.Span));
    }

    private static void Set(CellTable table, string key, string value) => Change(table, key, null, value).ShouldBe(TableAnswer.Done);

    private static TableAnswer Change(CellTable table, string key, ulong? expected, string value) =>
        table.Change(Encoding.UTF8.GetBytes(key), expected, Encoding.UTF8.GetBytes(value), new CellCopy());

    private static TableAnswer Remove(CellTable table, string key, ulong expected) =>
        table.Remove(Encoding.UTF8.GetBytes(key), expected, new CellCopy());

    private static Dictionary<string, string> Held(CellTable table, List<TableEntry> entries) =>
        entries.ToDictionary(entry => Encoding.UTF8.GetString(table.Key(entry)), entry => Encoding.UTF8.GetString(table.Value(entry)));

    private static void Look(CellTable table, List<TableEntry> entries) =>
        entries.ForEach(entry => _ = table.Key(entry).ToArray().Length + table.Value(entry).ToArray().Length);

    private static unsafe void Damage(nint start, Random random)
    {
        // Behind what every process reads once: number of buckets, longest part, seed.
        var bytes = new Span<byte>((byte*)start + 128, 192 + 16 + 2048 - 128);
        for (var count = random.Next(1, 30); count > 0; count--)
            bytes[random.Next(2) == 0 ? random.Next(300) : random.Next(bytes.Length)] = (byte)random.Next(256);
    }
}
