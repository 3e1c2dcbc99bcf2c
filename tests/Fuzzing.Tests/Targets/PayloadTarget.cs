using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Payloads;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>Encoded values: plain memory, frames of it, and JSON. The input's first byte says which type is declared.</summary>
internal sealed class PayloadTarget : FuzzTarget
{
    private readonly List<Action<byte[]>> _types = [];
    private readonly Dictionary<string, byte[]> _golden = [];

    public PayloadTarget()
    {
        Add("Number", 42);
        Add("Text", "one\ttwo 😀");
        Add("NoText", (string?)null);
        Add("Numbers", new[] { 1, 2, 3 });
        Add("Texts", new List<string?> { "a", null, "b" });
        Add("MaybeNumbers", new int?[] { 1, null, 3 });
        Add("Tuple", ("text", 3, new List<double> { 1, 2.5 }));
        Add<ReadOnlyMemory<byte>>("Memory", new byte[] { 1, 2, 3 });
        Add("Moment", (DateTimeOffset.UnixEpoch, Guid.Empty, 1.5m));
        Add("Order", new Order { Number = 7, Item = "tea", Prices = [1.5m, 2m], Next = new Order { Item = "milk" } });
        Add("Dictionary", new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        Add("Big", System.Numerics.BigInteger.Pow(10, 40));
        Add("Purchase", new Purchase(7, "tea", 1.5, [new Part("leaf", null), new Part(null, 2)]));
        Add("Exact", new Exact
        {
            Place = ^3,
            Unit = '\ud83d',
            Local = new DateTime(1, DateTimeKind.Local),
            Link = new Uri("/a", UriKind.Relative),
            Units = { ['\ude00'] = "\ud83d" }
        });
    }

    public override string Name => "payloads";

    public override IReadOnlyDictionary<string, byte[]> Golden => _golden;

    public override void Run(byte[] input, Random random)
    {
        if (input.Length == 0)
            return;
        try
        {
            _types[input[0] % _types.Count](input);
        }
        catch (PayloadFormatException)
        {
            // What is documented.
        }
    }

    private void Add<T>(string name, T value)
    {
        _golden[name] = [(byte)_types.Count, .. Encode(value)];
        _types.Add(input =>
        {
            var reader = new PayloadReader(input.AsSpan(1));
            var over = reader;
            var read = PayloadCodec<T>.Instance.Read(ref reader);
            PayloadCodec<T>.Instance.Skip(ref over);
            if (over.Remaining != reader.Remaining)
                throw new FindingException($"a {typeof(T)} is stepped over by {reader.Remaining - over.Remaining} bytes more than it has");
            reader.RequireEnd();
            var once = Encode(read);
            var again = new PayloadReader(once);
            if (!Encode(PayloadCodec<T>.Instance.Read(ref again)).AsSpan().SequenceEqual(once))
                throw new FindingException($"a {typeof(T)} changes when it is written and read");
        });
    }

    private static byte[] Encode<T>(T value) => Frame.Bytes(writer => PayloadCodec<T>.Instance.Write(writer, value));

    /// <summary>What has a form of its own inside of JSON.</summary>
    internal sealed class Exact
    {
        public Index Place { get; set; }

        public char Unit { get; set; }

        public DateTime Local { get; set; }

        public Uri? Link { get; set; }

        public Dictionary<char, string?> Units { get; set; } = [];

        public System.Text.Json.JsonElement? Json { get; set; }
    }

    /// <summary>A record that travels by position.</summary>
    internal sealed record Purchase(int Number, string? Item, double Price, Part[]? Parts);

    internal readonly record struct Part(string? Name, int? Count);

    /// <summary>An ordinary type of an application.</summary>
    internal sealed class Order
    {
        public int Number { get; set; }

        public string? Item { get; set; }

        public List<decimal>? Prices { get; set; }

        public Order? Next { get; set; }
    }
}
