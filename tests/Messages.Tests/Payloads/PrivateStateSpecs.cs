using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>What an object keeps to itself is part of it: its copy has that, too, or the call is refused.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Members of data.")]
public class PrivateStateSpecs
{
    [Fact]
    public void A_private_field_behind_a_computed_property_arrives()
    {
        var account = new Account();
        account.Deposit(12.5m);
        CodecSpecs.RoundTrip(account).Balance.ShouldBe(12.5m);
        CodecSpecs.RoundTrip(new List<Account> { account })[0].Balance.ShouldBe(12.5m);
        CodecSpecs.RoundTrip((1, account)).Item2.Balance.ShouldBe(12.5m);
        Caller.Run<decimal>(() => account.Balance).ShouldBe(12.5m);
        Caller.Run<Account>(() => Opened(3)).Balance.ShouldBe(3);
        Caller.Run<decimal>((Account given) => given.Balance, writer => writer.Put(account)).ShouldBe(12.5m);
    }

    [Fact]
    public void A_private_field_that_nothing_public_shows_arrives() => CodecSpecs.RoundTrip(Hidden.With(7)).Get().ShouldBe(7);

    [Fact]
    public void A_private_list_behind_a_read_only_view_arrives()
    {
        var invoice = new Invoice();
        invoice.Add(new Line("a", 2));
        var back = CodecSpecs.RoundTrip(invoice);
        back.Items.ShouldBe([new Line("a", 2)]);
        back.Add(new Line("b", 3));
        back.Items.Count.ShouldBe(2);
    }

    [Fact]
    public void A_private_property_arrives() => CodecSpecs.RoundTrip(Secretive.With("s")).Tell().ShouldBe("s");

    [Fact]
    public void Private_fields_of_base_classes_arrive_also_under_the_same_name()
    {
        var back = CodecSpecs.RoundTrip(new Upper(1, 2));
        (back.Low, back.High).ShouldBe((1, 2));
    }

    [Fact]
    public void Private_fields_of_generic_and_nested_types_arrive()
    {
        var box = new Box<string>.Inner();
        box.Put("x", 4);
        var back = CodecSpecs.RoundTrip(box);
        (back.Text(), back.Count()).ShouldBe(("x", 4));
    }

    [Fact]
    public void Private_fields_of_structs_and_records_arrive()
    {
        CodecSpecs.RoundTrip(new Cell("c")).Show().ShouldBe("c");
        CodecSpecs.RoundTrip<Cell?>(new Cell("c"))!.Value.Show().ShouldBe("c");
        CodecSpecs.RoundTrip(new[] { new Cell("a"), new Cell("b") })[1].Show().ShouldBe("b");
        var noted = new Noted("t");
        noted.Mark(5);
        CodecSpecs.RoundTrip(noted).Marks().ShouldBe(5);
    }

    [Fact]
    public void Private_fields_of_a_closed_set_of_types_arrive()
    {
        var back = CodecSpecs.RoundTrip<Animal>(Dog.Named("Rex", 3));
        back.Name().ShouldBe("Rex");
        back.ShouldBeOfType<Dog>().Age().ShouldBe(3);
    }

    [Fact]
    public void A_setter_that_changes_what_it_is_given_does_not_change_the_copy()
    {
        var counted = new Counted { Text = "a" };
        (counted.Text, counted.Changes).ShouldBe(("a!", 1));
        var back = CodecSpecs.RoundTrip(counted);
        (back.Text, back.Changes).ShouldBe(("a!", 1));
    }

    [Fact]
    public void A_private_field_keeps_what_the_constructor_made_of_its_argument()
    {
        var back = CodecSpecs.RoundTrip(new Doubled(2));
        back.Number.ShouldBe(4);
        CodecSpecs.RoundTrip(new Capturing(2)).Number.ShouldBe(4);
        CodecSpecs.RoundTrip(new Repeating("a")).Text.ShouldBe("aa");
    }

    [Fact]
    public void What_is_marked_stays_behind()
    {
        var back = CodecSpecs.RoundTrip(Marked.Full());
        back.Sum().ShouldBe(1, "the other fields are marked");
        back.IsFresh.ShouldBeTrue("its own constructor made the lock");
    }

    [Fact]
    public void A_property_that_only_an_interface_shows_arrives_or_stays_behind_as_it_is_marked()
    {
        var both = new Explicit();
        ((IHas<int>)both).Value = 1;
        ((IHas<string?>)both).Value = "a";
        var back = CodecSpecs.RoundTrip(both);
        ((IHas<int>)back).Value.ShouldBe(1);
        ((IHas<string?>)back).Value.ShouldBeNull("it is marked");
    }

    [Fact]
    public void A_value_that_a_property_shows_as_it_is_is_written_once()
    {
        Text(new Account()).ShouldBe("""{"Balance":0}""");
        Text(new Plain { Name = "n" }).ShouldBe("""{"Name":"n"}""");
        Text(new { Id = 1, Map = new Dictionary<string, int>() }).ShouldBe("""{"Id":1,"Map":{}}""");

        static string Text<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value, Troupe.Messages.Payloads.Payloads.JsonOptions);
    }

    [Fact]
    public void What_travels_by_position_still_does()
    {
        PayloadCodec<Line>.Instance.ShouldBeOfType<PositionalCodec<Line>>();
        PayloadCodec<PositionalSpecs.Order>.Instance.ShouldBeOfType<PositionalCodec<PositionalSpecs.Order>>();
    }

    private static Account Opened(decimal amount)
    {
        Account account = new();
        account.Deposit(amount);
        return account;
    }

    public sealed class Account
    {
        private decimal _balance;

        public decimal Balance => _balance;

        public void Deposit(decimal amount) => _balance += amount;
    }

    public sealed class Hidden
    {
        private int _n;

        public static Hidden With(int n) => new() { _n = n };

        public int Get() => _n;
    }

    public sealed record Line(string Text, int Count);

    public sealed class Invoice
    {
        private readonly List<Line> _items = [];

        public IReadOnlyList<Line> Items => _items;

        public void Add(Line line) => _items.Add(line);
    }

    public sealed class Secretive
    {
        private string? Secret { get; set; }

        public static Secretive With(string secret) => new() { Secret = secret };

        public string? Tell() => Secret;
    }

    public class Lower
    {
        private int _value;

        public int Low => _value + 0;

        protected void Put(int value) => _value = value;
    }

    public sealed class Upper : Lower
    {
        private readonly int _value;

        public Upper()
        {
        }

        internal Upper(int low, int high)
        {
            Put(low);
            _value = high;
        }

        public int High => _value + 0;
    }

    public class Box<T>
    {
        private T? _value;

        protected void Keep(T value) => _value = value;

        public T? Text() => _value;

        public sealed class Inner : Box<T>
        {
            private int _count;

            public void Put(T value, int count)
            {
                Keep(value);
                _count = count;
            }

            public int Count() => _count;
        }
    }

    public struct Cell
    {
        private readonly string _text;

        internal Cell(string text) => _text = text;

        public readonly string Show() => _text;
    }

    public sealed record Noted(string Text)
    {
        private int _marks;

        public void Mark(int marks) => _marks = marks;

        public int Marks() => _marks;
    }

    [JsonDerivedType(typeof(Dog), "dog")]
    public abstract class Animal
    {
        private string? _name;

        public string? Name() => _name;

        protected void Call(string name) => _name = name;
    }

    public sealed class Dog : Animal
    {
        private int _age;

        public static Dog Named(string name, int age)
        {
            Dog dog = new() { _age = age };
            dog.Call(name);
            return dog;
        }

        public int Age() => _age;
    }

    public sealed class Counted
    {
        private string _text = "";

        private int _changes;

        public string Text
        {
            get => _text;
            set => (_text, _changes) = (value + "!", _changes + 1);
        }

        public int Changes => _changes;
    }

    public sealed class Doubled(int number)
    {
        private readonly int _number = number * 2;

        public int Number => _number;
    }

    public sealed class Capturing(int number)
    {
        public int Number => number * 2;
    }

    public sealed class Repeating
    {
#pragma warning disable IDE1006 // A field and a parameter of one name: that is what the spec is of.
        private readonly string text;
#pragma warning restore IDE1006

        public Repeating(string text) => this.text = text + text;

        public string Text => text;
    }

    public sealed class Marked
    {
        [NonSerialized]
        private readonly Lock _gate = new();

        [NonSerialized]
        private int _cache;

        [JsonIgnore]
        private int _other;

        private int _kept;

        [JsonIgnore]
        public int Left { get; set; }

        [JsonIgnore]
        private int Own { get; set; }

        public bool IsFresh => _gate is not null;

        public static Marked Full() => new() { _cache = 10, _other = 100, _kept = 1, Left = 1000, Own = 10000 };

        public int Sum() => _cache + _other + _kept + Left + Own;
    }

    public interface IHas<T>
    {
        T Value { get; set; }
    }

    public sealed class Explicit : IHas<int>, IHas<string?>
    {
        int IHas<int>.Value { get; set; }

        [JsonIgnore]
        string? IHas<string?>.Value { get; set; }
    }

    public sealed class Plain
    {
        private string? _name;

        public string? Name
        {
            get => _name;
            set => _name = value;
        }
    }
}
