using System.Collections.Immutable;
using System.Numerics;
using FsCheck.Fluent;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;

namespace Troupe.Messages.Tests.Payloads;

public class CodecSpecs
{
    public enum Colour : byte
    {
        Red,
        Green,
    }

    internal static T RoundTrip<T>(T value)
    {
        using PayloadWriter writer = new();
        writer.Put(value);
        PayloadReader reader = new(writer.WrittenSpan);
        var back = PayloadCodec<T>.Instance.Read(ref reader);
        reader.RequireEnd();
        return back;
    }

    private static void Holds<T>() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<T>(), v => EqualsDeep(RoundTrip(v), v)));

    private static bool EqualsDeep<T>(T a, T b) => a switch
    {
        null => b is null,
        System.Collections.IEnumerable e and not string => e.Cast<object?>()
            .SequenceEqual(((System.Collections.IEnumerable)b!).Cast<object?>()),
        _ => a.Equals(b),
    };

    [Fact]
    public void Whatever_is_raw_comes_back_equal()
    {
        Holds<int>();
        Holds<double>();
        Holds<string>();
        Holds<int[]>();
        Holds<string[]>();
        Holds<List<long>>();
        Holds<List<string>>();
        Holds<int?>();
        Holds<int?[]>();
        Holds<(int, string, double)>();
        Holds<DateTime>();
        Holds<Dictionary<string, string>>();
    }

    [Fact]
    public void Strings_come_back_exactly_also_inside_objects()
    {
        // Not as data of a theory: attributes hold their text as UTF-8.
        foreach (var text in new[] { null, "", "\ud800", "a\0b", "\udc00\ud800 😀 \u202eRTL é" })
        {
            RoundTrip(text).ShouldBe(text);
            RoundTrip(new Note { Text = text }).Text.ShouldBe(text);
            RoundTrip(new[] { text, text }).ShouldBe([text, text]);
        }
    }

    [Fact]
    public void Null_and_empty_are_kept_apart()
    {
        RoundTrip<int[]?>(null).ShouldBeNull();
        RoundTrip<int[]?>([])!.ShouldBeEmpty();
        RoundTrip<List<string>?>(null).ShouldBeNull();
        RoundTrip<Note?>(null).ShouldBeNull();
        RoundTrip<int[][]>([[1], null!, []]).Length.ShouldBe(3);
        RoundTrip<ReadOnlyMemory<byte>>(new byte[] { 1, 2 }).ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_long_list_of_strings_grows_as_it_arrives() =>
        RoundTrip(Enumerable.Range(0, 5000).Select(i => $"{i}").ToArray())[4999].ShouldBe("4999");

    [Fact]
    public void Objects_keep_fields_private_setters_read_only_state_and_special_numbers()
    {
        var back = RoundTrip(new Order(5, "x") { Amounts = [double.NaN, double.PositiveInfinity], Colour = Colour.Green });
        back.Id.ShouldBe(5);
        back.Name.ShouldBe("x");
        back.Created.ShouldBe(6);
        back.Amounts.ShouldBe([double.NaN, double.PositiveInfinity]);
        back.Colour.ShouldBe(Colour.Green);
        var shut = Shut.With(3);
        RoundTrip(shut).Value.ShouldBe(3);
        RoundTrip(shut).Fixed.ShouldBe(3);
    }

    [Fact]
    public void Collections_keep_their_order()
    {
        RoundTrip(new Stack<int>([1, 2, 3])).ShouldBe([3, 2, 1]);
        RoundTrip(new Queue<int>([1, 2])).ShouldBe([1, 2]);
        RoundTrip(ImmutableList.Create(1, 2)).ShouldBe([1, 2]);
        RoundTrip<IReadOnlyDictionary<Guid, List<Note>>>(new Dictionary<Guid, List<Note>>
        {
            [Guid.Empty] = [new() { Text = "a" }]
        })[Guid.Empty][0].Text.ShouldBe("a");
        RoundTrip(BigInteger.Pow(-7, 99)).ShouldBe(BigInteger.Pow(-7, 99));
        RoundTrip(("a", new Note { Text = "b" })).Item2.Text.ShouldBe("b");
        RoundTrip<Shape>(new Circle { R = 2 }).ShouldBeOfType<Circle>().R.ShouldBe(2);
    }

    [Fact]
    public void What_cannot_travel_is_refused_with_its_path()
    {
        Path<Customer>().ShouldBe("Customer.Connection");
        Path<List<Deep>>().ShouldBe("List<Deep>[].Inner.Connection");
        Path<(int, Stream)>().ShouldBe("(Int32, Stream).Item2");
        Path<Native>().ShouldBe("Native.Address");
        Path<object>().ShouldBe("Object");
        Path<int[,]>().ShouldBe("Int32[,]");
        Path<Action>().ShouldBe("Action");
        Path<CancellationToken>().ShouldBe("CancellationToken");
        Path<IDisposable>().ShouldBe("IDisposable");
        Path<Dictionary<Note, int>>().ShouldBe("Dictionary<Note, Int32>");
        Path<NoWayIn>().ShouldBe("NoWayIn");

        static string Path<T>()
        {
            var first = Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<T>.Instance);
            Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<T>.Instance).ShouldBeSameAs(first);
            first.Message.ShouldContain(first.MemberPath);
            return first.MemberPath;
        }
    }

    [Fact]
    public void A_cycle_or_too_deep_nesting_is_refused_when_written()
    {
        Link ring = new();
        ring.Next = ring;
        Should.Throw<PayloadNotEncodableException>(() => RoundTrip(ring)).Message
            .ShouldContain("in a cycle, or is nested deeper than 32 levels");
        Link top = new();
        for (var i = 0; i < 40; i++)
            top = new Link { Next = top };

        Should.Throw<PayloadNotEncodableException>(() => RoundTrip(top)).Message
            .ShouldContain("in a cycle, or is nested deeper than 32 levels");
    }

    [Fact]
    public void A_getter_that_throws_is_the_inner_exception_of_an_encoding_error() =>
        Should.Throw<PayloadEncodingException>(() => RoundTrip(new Throwing())).InnerException.ShouldBeOfType<InvalidTimeZoneException>();

    [Fact]
    public void A_constructor_that_throws_is_the_inner_exception_of_a_format_error() =>
        Should.Throw<PayloadFormatException>(() => RoundTrip(Picky.Unchecked())).InnerException.ShouldNotBeNull();

    [Theory]
    [InlineData("""{"Text":"a","Text":"b"}""")]
    [InlineData("""{"Text":"a","$type":"System.Object"}""")]
    [InlineData("""{"Text":"a","Other":1}""")]
    [InlineData("""{"Text":"a"} """ + "x")]
    public void Hostile_json_is_refused(string json)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(json);
        byte[] bytes = [.. BitConverter.GetBytes(text.Length), .. text];
        Should.Throw<PayloadFormatException>(() =>
        {
            PayloadReader reader = new(bytes);
            PayloadCodec<Note>.Instance.Read(ref reader);
        });
    }

    [Fact]
    public void The_limit_is_named_when_it_is_passed()
    {
        using PayloadWriter writer = new(16, 100);
        writer.Put(new byte[90]);
        Should.Throw<PayloadTooLargeException>(() => writer.Put(new byte[90])).Limit.ShouldBe(100);
        writer.Clear();
        Should.Throw<PayloadTooLargeException>(() => writer.Put(new Note { Text = new string('a', 200) }));
        writer.Clear();
        Should.Throw<PayloadTooLargeException>(() => writer.Put(new string('a', 200)));
    }

    [Fact]
    public void Settings_come_too_late_once_a_payload_was_used()
    {
        _ = Troupe.Messages.Payloads.Payloads.JsonOptions;
        Should.Throw<InvalidOperationException>(() => Troupe.Messages.Payloads.Payloads
            .UseJsonContext(new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver()));
    }

    public sealed class Note
    {
        public string? Text { get; set; }
    }

    public sealed class Order(int id, string name)
    {
        public double[] Amounts = [];

        public int Id { get; } = id;

        public string Name { get; } = name;

        public int Created { get; private set; } = id + 1;

        public Colour Colour { get; set; }

        public int Computed => Id * 2;
    }

    public sealed class Shut
    {
        public readonly int Fixed;

        public Shut()
        {
        }

        private Shut(int value) => (Fixed, Value) = (value, value);

        public int Value { get; }

        public static Shut With(int value) => new(value);
    }

    public sealed class Customer
    {
        public string? Name { get; set; }

        public System.Net.Sockets.Socket? Connection { get; set; }
    }

    public sealed class Deep
    {
        public Customer? Inner { get; set; }
    }

    public struct Native
    {
        public int Number;
        public IntPtr Address;
    }

    public sealed class NoWayIn
    {
        private NoWayIn()
        {
        }

        public int Value { get; set; }
    }

    public sealed class Link
    {
        public Link? Next { get; set; }
    }

    public sealed class Throwing
    {
        public string Text
        {
            get => throw new InvalidTimeZoneException("no");
            set { }
        }
    }

    public sealed class Picky
    {
        [System.Text.Json.Serialization.JsonConstructor]
        public Picky(int value)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Value = value;
        }

        private Picky() => Value = -1;

        public int Value { get; }

        public static Picky Unchecked() => new();
    }

    [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")]
    public abstract class Shape;

    public sealed class Circle : Shape
    {
        public int R { get; set; }
    }
}
