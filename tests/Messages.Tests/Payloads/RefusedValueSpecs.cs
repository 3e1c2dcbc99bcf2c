using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text.Json;
using Troupe.Messages.Payloads;
using static Troupe.Messages.Tests.Payloads.FrameworkStructSpecs;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Values that cannot travel though their type can: the refusal says what it is, where it is, and what to send instead.</summary>
public class RefusedValueSpecs
{
    [Fact]
    public void A_json_value_that_was_never_made_is_told_of_as_that()
    {
        Refused(default(JsonElement), "JsonElement (System.Text.Json.JsonElement)", "default(JsonElement) holds no JSON value");
        Refused(new Computed<JsonElement>(), "Computed<JsonElement>.Value (System.Text.Json.JsonElement)", "JsonElement?");
        CodecSpecs.RoundTrip<JsonElement?>(null).ShouldBeNull();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_key_that_is_no_number_is_told_of_as_that(double key)
    {
        Refused(new Dictionary<double, int> { [key] = 1 }, "Dictionary<Double, Int32>", "Pass a list of pairs");
        Refused(
            new Computed<Dictionary<float, int>> { Value = new() { [(float)key] = 1 } },
            "Computed<Dictionary<Single, Int32>>.Value",
            "Pass a list of pairs");
        Refused(new Dictionary<Half, int> { [(Half)key] = 1 }, "Dictionary<Half, Int32>", "Pass a list of pairs");
        CodecSpecs.RoundTrip(new Dictionary<double, int> { [0.1] = 1 })[0.1].ShouldBe(1);
    }

    [Fact]
    public void Values_of_newtonsoft_json_are_told_of_as_that()
    {
        var type = Type.GetType("Newtonsoft.Json.Linq.JObject, Newtonsoft.Json", throwOnError: true)!;
        Should.Throw<PayloadNotEncodableException>(() => PayloadCodecFactory.InstanceOf(type)).Reason
            .ShouldContain("Pass the text, or a JsonElement");
    }

    [Fact]
    public void A_collection_of_a_library_is_not_told_to_be_changed_first() =>
        Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<Shut>.Instance).Reason
            .ShouldContain("Pass its elements as a List<T>; or, if the type is yours,");

    [Fact]
    public void What_a_derived_type_adds_is_not_lost_in_silence()
    {
        Refused<Animal>(new Dog { Name = "a", Tail = 3 }, "Animal (Troupe.Messages.Tests.Payloads.RefusedValueSpecs.Dog)", "'Tail'");
        Refused(new Computed<Animal[]> { Value = [new Dog()] }, "Computed<Animal[]>.Value", "'Tail'");
        Refused<Place>(new Town("a", 1), "Place", "'People'");
        Refused<List<int>>(new Numbers { Unit = "m" }, "List<Int32>", "'Unit'");
        Refused(new Computed<List<int>> { Value = new Numbers() }, "Computed<List<Int32>>.Value", "'Unit'");
        CodecSpecs.RoundTrip<Animal>(new Quiet { Name = "a" }).Name.ShouldBe("a");
        CodecSpecs.RoundTrip<Place>(new Place("a")).ShouldBe(new Place("a"));
    }

    [Fact]
    public void A_comparer_of_its_own_is_not_lost_in_silence()
    {
        var other = StringComparer.OrdinalIgnoreCase;
        Refused(new Dictionary<string, int>(other), "Dictionary<String, Int32>", "StringComparer.OrdinalIgnoreCase");
        Refused(
            new Computed<IReadOnlyDictionary<string, int>> { Value = new Dictionary<string, int>(other) },
            "Computed<IReadOnlyDictionary<String, Int32>>.Value",
            "comparer");
        Refused(new HashSet<string>(other), "HashSet<String>", "comparer");
        Refused<ISet<string>>(new HashSet<string>(other), "ISet<String>", "comparer");
        Refused(new SortedSet<int>(Comparer<int>.Create((a, b) => b - a)), "SortedSet<Int32>", "comparer");
        Refused(new SortedDictionary<string, int>(other), "SortedDictionary<String, Int32>", "comparer");
        Refused(new SortedList<string, int>(other), "SortedList<String, Int32>", "comparer");
        Refused(new ConcurrentDictionary<string, int>(other), "ConcurrentDictionary<String, Int32>", "comparer");
        Refused(new[] { "a" }.ToFrozenSet(other), "FrozenSet<String>", "comparer");
        Refused(new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(other), "FrozenDictionary<String, Int32>", "comparer");
        Refused(new ReadOnlyDictionary<string, int>(new Dictionary<string, int>(other)), "ReadOnlyDictionary<String, Int32>", "comparer");
        Refused(new ReadOnlySet<string>(new HashSet<string>(other)), "ReadOnlySet<String>", "comparer");
        Refused(ImmutableHashSet.Create<string>(other, "a"), "ImmutableHashSet<String>", "comparer");
        Refused(ImmutableSortedSet.Create<string>(other, "a"), "ImmutableSortedSet<String>", "comparer");
        Refused(ImmutableDictionary.Create<string, int>(other), "ImmutableDictionary<String, Int32>", "comparer");
        Refused(ImmutableSortedDictionary.Create<string, int>(other), "ImmutableSortedDictionary<String, Int32>", "comparer");
    }

    [Fact]
    public void A_comparer_that_a_collections_own_constructor_sets_is_there_again() =>
        CodecSpecs.RoundTrip(new Headers { ["a"] = 1 })["A"].ShouldBe(1);

    [Fact]
    public void Default_comparers_are_no_hindrance()
    {
        CodecSpecs.RoundTrip(new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 })["a"].ShouldBe(1);
        CodecSpecs.RoundTrip(new HashSet<string>(EqualityComparer<string>.Default) { "a" }).Count.ShouldBe(1);
        CodecSpecs.RoundTrip(new SortedSet<int>(Comparer<int>.Default) { 1 }).Count.ShouldBe(1);
    }

    [Fact]
    public void A_sequence_without_an_end_is_refused_soon()
    {
        var watch = Stopwatch.StartNew();
        Refused(Endless(), "IEnumerable<Int32>", "has no end within 16 MiB");
        Refused(
            new Computed<IEnumerable<int>> { Value = Endless().Where(i => i >= 0) },
            "Computed<IEnumerable<Int32>>.Value",
            "items.ToList()");
        Refused(new[] { Enumerable.Repeat(1, 2), Endless() }.Where(_ => true), "IEnumerable<IEnumerable<Int32>>", "no end");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Sequences_that_end_arrive()
    {
        CodecSpecs.RoundTrip(Endless().Take(3)).ShouldBe([0, 1, 2]);
        CodecSpecs.RoundTrip(new[] { 1, 2, 3 }.Where(i => i > 1)).ShouldBe([2, 3]);
        CodecSpecs.RoundTrip(new[] { Endless().Take(2).Where(_ => true), [7] }.Select(i => i)).ShouldBe([[0, 1], [7]]);
    }

    [Fact]
    public void What_has_a_length_is_not_bounded_by_it()
    {
        CodecSpecs.RoundTrip<IEnumerable<string>>([new string('a', 9 << 20), new string('b', 9 << 20)]).Last().Length.ShouldBe(9 << 20);
    }

    [Fact]
    public void After_an_endless_sequence_the_writer_takes_what_it_took_before()
    {
        using PayloadWriter writer = new();
        Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<IEnumerable<int>>.Instance.Write(writer, Endless()));
        writer.Clear();
        PayloadCodec<byte[]>.Instance.Write(writer, new byte[40 << 20]);
        writer.WrittenCount.ShouldBeGreaterThan(40 << 20);
    }

    [Fact]
    public void An_address_arrives_as_it_was_or_is_refused()
    {
        foreach (var sent in new Uri[] {
            new("/prices?a=b#c", UriKind.Relative),
            new("http://host/a%20b"),
            new("file:///a"),
            new("x", UriKind.Relative) })
        {
            var there = CodecSpecs.RoundTrip(new Computed<Uri> { Value = sent }).Value!;
            (there.IsAbsoluteUri, there.OriginalString).ShouldBe((sent.IsAbsoluteUri, sent.OriginalString));
        }

        Uri exact = new("http://host/a/../b%41", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Refused(new Computed<Uri> { Value = exact }, "Computed<Uri>.Value (System.Uri)", "Pass the text");
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i = (i + 1) & 0xFFFF)
            yield return i;
    }

    private static void Refused<T>(T value, params string[] texts)
    {
        var refusal = Should.Throw<PayloadNotEncodableException>(() => CodecSpecs.RoundTrip(value));
        foreach (var text in texts)
            refusal.Message.ShouldContain(text);
    }

    public class Animal
    {
        public string? Name { get; set; }
    }

    public sealed class Dog : Animal
    {
        public int Tail { get; set; }
    }

    public sealed class Quiet : Animal
    {
        public override string ToString() => "";
    }

    public record Place(string Name);

    public sealed record Town(string Name, int People) : Place(Name);

    public sealed class Numbers : List<int>
    {
        public string? Unit { get; set; }
    }

    public sealed class Headers() : Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    public sealed class Shut(int[] items) : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)items).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
