using System.Text.Json.Serialization;
using FsCheck.Fluent;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Types whose state is what their constructor takes travel without names; all others as JSON, with the same result.</summary>
public class PositionalSpecs
{
    private static readonly Order s_order = new(7, "Ann \ud800", 2.5, true, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));

    public sealed record Order(int Id, string Customer, double Price, bool Paid, DateTime At);

    public record struct Reading(string Sensor, double? Value);

    public sealed record Basket(Order First, Order[] Others, List<Reading> Readings, Reading[]? None, string? Note);

    public sealed class Plain(string text, int number)
    {
        public int Number { get; } = number;

        public string Text { get; } = text;
    }

    private sealed record Hidden(string Text);

    public sealed record Checked
    {
        public Checked(string text) => Text = text.Length > 0 ? text : throw new ArgumentException("It needs a text.");

        public string Text { get; }
    }

    public sealed record Renamed([property: JsonPropertyName("x")] string Text);

    public sealed record Forgetful(string Text, [property: JsonIgnore] int Number);

    public sealed record Forgiving(string Text, [property: JsonIgnore] int Number = 3);

    public sealed record Computed(string Text)
    {
        public int Length => Text.Length;
    }

    public sealed record Extended(string Text)
    {
        public int Extra { get; set; }
    }

    public record Parent(string Text);

    public sealed record Child(string Text, string More) : Parent(Text);

    public sealed record Chain(string Text, Chain? Next);

    public sealed record WithMap(Dictionary<string, int> Map);

    public sealed class TwoWays
    {
        public TwoWays() => Text = "";

        public TwoWays(string text) => Text = text;

        public string Text { get; set; }
    }

    private static bool IsPositional<T>() => PayloadCodec<T>.Instance is PositionalCodec<T>;

    [Fact]
    public void Records_of_plain_parts_travel_without_names_and_come_back_equal()
    {
        IsPositional<Order>().ShouldBeTrue();
        IsPositional<Reading>().ShouldBeTrue();
        IsPositional<Basket>().ShouldBeTrue();
        IsPositional<Plain>().ShouldBeTrue();
        IsPositional<Hidden>().ShouldBeTrue();
        CodecSpecs.RoundTrip(s_order).ShouldBe(s_order);
        CodecSpecs.RoundTrip(new Reading("a", null)).ShouldBe(new Reading("a", null));
        CodecSpecs.RoundTrip(default(Reading)).ShouldBe(default);
        CodecSpecs.RoundTrip(new Hidden("h")).ShouldBe(new Hidden("h"));
        var plain = CodecSpecs.RoundTrip(new Plain("t", 3));
        (plain.Text, plain.Number).ShouldBe(("t", 3));
    }

    [Fact]
    public void All_values_of_a_record_come_back_equal() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(int, string, double, bool, DateTime)>(), parts =>
        {
            var order = new Order(parts.Item1, parts.Item2, parts.Item3, parts.Item4, parts.Item5);
            return CodecSpecs.RoundTrip(order).Equals(order);
        }));

    [Fact]
    public void A_record_of_records_arrays_and_lists_comes_back()
    {
        var basket = new Basket(s_order, [s_order with { Id = 8 }, null!], [new Reading("a", 1), new Reading(null!, null)], null, null);
        var back = CodecSpecs.RoundTrip(basket);
        back.First.ShouldBe(basket.First);
        back.Others.ShouldBe(basket.Others);
        back.Readings.ShouldBe(basket.Readings);
        (back.None, back.Note).ShouldBe((null, null));
    }

    [Fact]
    public void Null_is_kept_apart_from_a_value() => CodecSpecs.RoundTrip<Order?>(null).ShouldBeNull();

    [Fact]
    public void An_array_of_records_is_one_value_after_the_other()
    {
        var orders = Enumerable.Range(0, 3000).Select(i => s_order with { Id = i }).ToArray();
        CodecSpecs.RoundTrip(orders).ShouldBe(orders);
        PayloadCodec<Order[]>.Instance.ShouldBeOfType<ArrayCodec<Order>>();
    }

    [Fact]
    public void What_JSON_alone_understands_travels_as_JSON_and_comes_back_equal()
    {
        IsPositional<Renamed>().ShouldBeFalse("it has attributes for JSON");
        IsPositional<Computed>().ShouldBeFalse("it has a member that is no part");
        IsPositional<Extended>().ShouldBeFalse("its constructor does not take all of it");
        IsPositional<Child>().ShouldBeFalse("it inherits");
        IsPositional<Chain>().ShouldBeFalse("it contains itself");
        IsPositional<WithMap>().ShouldBeFalse("a part travels as JSON");
        IsPositional<TwoWays>().ShouldBeFalse("it has two constructors");
        CodecSpecs.RoundTrip(new Renamed("a")).ShouldBe(new Renamed("a"));
        CodecSpecs.RoundTrip(new Computed("a")).ShouldBe(new Computed("a"));
        CodecSpecs.RoundTrip(new Extended("a") { Extra = 1 }).ShouldBe(new Extended("a") { Extra = 1 });
        CodecSpecs.RoundTrip(new Child("a", "b")).ShouldBe(new Child("a", "b"));
        CodecSpecs.RoundTrip(new Chain("a", new Chain("b", null))).ShouldBe(new Chain("a", new Chain("b", null)));
        CodecSpecs.RoundTrip(new WithMap(new() { ["a"] = 1 })).Map["a"].ShouldBe(1);
    }

    [Fact]
    public void A_constructor_that_takes_what_does_not_travel_is_refused_before_anything_is_sent()
    {
        var refusal = Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<Forgetful>.Instance);
        refusal.Message.ShouldContain("'Number'");
        refusal.Message.ShouldContain("Forgetful");
        CodecSpecs.RoundTrip(new Forgiving("a", 3)).ShouldBe(new Forgiving("a", 3));
    }

    [Fact]
    public void A_constructor_that_refuses_the_parts_is_named_and_the_next_value_can_be_read()
    {
        using PayloadWriter writer = new();
        writer.WriteUnmanaged(2u);
        writer.WriteByte(1);
        writer.Put("");
        writer.Put(5);
        // The frame's length above is that of the byte and of the empty text.
        PayloadReader reader = new(writer.WrittenSpan);
        PayloadCodec<Checked>.Instance.TryReadMany(ref reader, new Checked[1], out var error).ShouldBe(0);
        error.ShouldBeOfType<PayloadFormatException>().InnerException.ShouldBeOfType<ArgumentException>();
        reader.ReadUnmanaged<int>().ShouldBe(5);
    }

    [Fact]
    public void Every_cut_of_a_value_and_every_changed_byte_is_refused_or_read_as_another_value()
    {
        using PayloadWriter writer = new();
        writer.Put(new Basket(s_order, [s_order], [new Reading("a", 1)], [], "note"));
        var bytes = writer.WrittenSpan.ToArray();
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<PayloadFormatException>(() => Read(bytes[..length]));
        for (var place = 0; place < bytes.Length; place++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[place] ^= 0xFF;
            try
            {
                Read(damaged);
            }
            catch (PayloadFormatException)
            {
                // As it should; what is no error is another value.
            }
        }
    }

    private static Basket Read(byte[] bytes)
    {
        PayloadReader reader = new(bytes);
        var value = PayloadCodec<Basket>.Instance.Read(ref reader);
        reader.RequireEnd();
        return value;
    }
}
