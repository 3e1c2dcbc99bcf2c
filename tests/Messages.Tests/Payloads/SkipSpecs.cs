using FsCheck.Fluent;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Stepping over values: no code of their types runs, and the next value is found whatever happened to the one before.</summary>
public class SkipSpecs
{
    /// <summary>Nobody but its own writer may touch it.</summary>
    public sealed record Untouchable
    {
        public Untouchable(int number) => Number = number > 0 ? number : throw new ArgumentOutOfRangeException(nameof(number));

        public int Number { get; private init; }

        /// <summary>One that no constructor would have made.</summary>
        public static Untouchable Forged { get; } = new(1) { Number = -1 };
    }

    /// <summary>The same, by position.</summary>
    public sealed record Positional(int Number)
    {
        public int Number { get; } = Number > 0 ? Number : throw new ArgumentOutOfRangeException(nameof(Number));
    }

    private static void Holds<T>() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<T>(), Holds));

    private static bool Holds<T>(T value)
    {
        using PayloadWriter writer = new();
        writer.Put(value);
        writer.Put(value);
        writer.Put(4711);
        PayloadReader reader = new(writer.WrittenSpan);
        PayloadCodec<T>.Instance.Skip(ref reader);
        PayloadCodec<T>.Instance.Skip(ref reader);
        return reader.Remaining == sizeof(int) && reader.ReadUnmanaged<int>() == 4711;
    }

    [Fact]
    public void Whatever_is_stepped_over_ends_where_it_would_have_been_read_to()
    {
        Holds<int>();
        Holds<Guid>();
        Holds<string>();
        Holds<int[]>();
        Holds<string[]>();
        Holds<List<long>>();
        Holds<List<string>>();
        Holds<int?>();
        Holds<int?[]>();
        Holds<(int, string, double)>();
        Holds<(string, (int?, string[]), int, int, int)>();
        Holds<Dictionary<string, string>>();
        Holds(ValueTuple.Create("one"));
        Holds((1, "2"));
        Holds((1, "2", 3, "4"));
        Holds((1, "2", 3, "4", 5, "6"));
        Holds((1, "2", 3, "4", 5, "6", 7));
        Holds<Memory<string?>>(new[] { "a", null });
        Holds<ReadOnlyMemory<byte>>(new byte[] { 1, 2, 3 });
        Holds(new Positional(3));
        Holds<Positional?>(null);
    }

    [Fact]
    public void Stepping_over_a_value_runs_none_of_its_code()
    {
        Holds(Untouchable.Forged).ShouldBeTrue();
        Holds<Untouchable[]>([Untouchable.Forged, new(2)]).ShouldBeTrue();
        Holds((1, Untouchable.Forged)).ShouldBeTrue();
        Holds(new List<(int, Untouchable)> { (1, Untouchable.Forged) }).ShouldBeTrue();
    }

    [Fact]
    public void A_value_that_cannot_be_read_costs_no_other_wherever_in_it_the_bad_part_is()
    {
        using PayloadWriter writer = new();
        writer.Put((1, Untouchable.Forged, "text"));
        writer.Put((2, new Untouchable(5), "text"));
        writer.Put((3, new Untouchable(6), "text"));
        PayloadReader reader = new(writer.WrittenSpan);
        var into = new (int, Untouchable, string)[3];
        PayloadCodec<(int, Untouchable, string)>.Instance.TryReadMany(ref reader, into, out var error).ShouldBe(0);
        error.ShouldBeOfType<PayloadFormatException>();
        PayloadCodec<(int, Untouchable, string)>.Instance.TryReadMany(ref reader, into.AsSpan(1), out error).ShouldBe(2);
        into[1..].ShouldBe([(2, new Untouchable(5), "text"), (3, new Untouchable(6), "text")]);
        error.ShouldBeNull();
        reader.RequireEnd();
    }

    [Fact]
    public void Damaged_bytes_leave_nothing_to_be_read_as_something_else()
    {
        using PayloadWriter writer = new();
        writer.Put("text");
        byte[] bytes = [0xFF, 0xFF, .. writer.WrittenSpan];
        PayloadReader reader = new(bytes);
        PayloadCodec<string?>.Instance.TryReadMany(ref reader, new string?[2], out var error).ShouldBe(0);
        error.ShouldBeOfType<PayloadFormatException>();
        reader.Remaining.ShouldBe(0);
    }
}
