using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Collections of the framework that its own JSON cannot make, or makes in another order.</summary>
public class FrameworkCollectionSpecs
{
    private sealed record Held<T>(T Value, Dictionary<string, int>? Json);

    [Fact]
    public void Read_only_views_arrive()
    {
        Arrives(new ReadOnlyCollection<int>([1, 2]), new([]));
        Arrives(new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }), new(new Dictionary<string, int>()));
        Arrives(new ReadOnlySet<int>(new HashSet<int> { 1, 2 }), new(new HashSet<int>()));
    }

    [Fact]
    public void Stacks_and_bags_arrive_in_their_order()
    {
        Arrives(new Stack<int>([1, 2, 3]), []);
        Arrives(new ConcurrentStack<int>([1, 2, 3]), []);
        Arrives(new ConcurrentBag<int>([1, 2, 3]), []);
        Arrives(ImmutableStack.Create(1, 2, 3), []);
        CodecSpecs.RoundTrip(ImmutableStack.Create(1, 2, 3)).Peek().ShouldBe(3);
    }

    [Fact]
    public void Frozen_ones_arrive()
    {
        Arrives(new[] { "a", "b" }.ToFrozenSet(), FrozenSet<string>.Empty);
        Arrives(new Dictionary<Guid, string> { [Guid.Empty] = "a" }.ToFrozenDictionary(), FrozenDictionary<Guid, string>.Empty);
    }

    [Fact]
    public void An_immutable_array_that_was_never_made_arrives_as_one()
    {
        CodecSpecs.RoundTrip(default(ImmutableArray<int>)).IsDefault.ShouldBeTrue();
        CodecSpecs.RoundTrip(new Held<ImmutableArray<string>>(default, [])).Value.IsDefault.ShouldBeTrue();
        CodecSpecs.RoundTrip(ImmutableArray<int>.Empty).IsDefault.ShouldBeFalse();
        CodecSpecs.RoundTrip(ImmutableArray.Create(1, 2)).ShouldBe([1, 2]);
    }

    [Fact]
    public void Others_are_refused_at_the_call()
    {
        Refused<PriorityQueue<int, int>>();
        Refused<BlockingCollection<int>>();
        Refused<ArraySegment<int>>();
        Refused<ILookup<int, string>>();
        Refused<FrozenDictionary<PositionalSpecs.Order, int>>();
        Refused<ReadOnlyDictionary<PositionalSpecs.Order, int>>();
        Refused<FrozenSet<Stream>>();
        Refused<ReadOnlyDictionary<string, Stream>>();

        static void Refused<T>() => Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<T>.Instance);
    }

    [Fact]
    public void The_refusal_of_a_key_names_its_type() =>
        Should.Throw<PayloadNotEncodableException>(() => PayloadCodec<Dictionary<(int, int), string>>.Instance)
            .Reason.ShouldContain("not (Int32, Int32).");

    private static void Arrives<T>(T full, T empty)
        where T : class, System.Collections.IEnumerable
    {
        Same(CodecSpecs.RoundTrip(full), full);
        Same(CodecSpecs.RoundTrip(empty), empty);
        CodecSpecs.RoundTrip<T?>(null).ShouldBeNull();
        Same(CodecSpecs.RoundTrip(new Held<T>(full, [])).Value, full);
        CodecSpecs.RoundTrip(new Held<T?>(null, [])).Value.ShouldBeNull();
        Same(CodecSpecs.RoundTrip<List<T>>([full, empty])[0], full);
    }

    private static void Same<T>(T back, T sent)
        where T : System.Collections.IEnumerable
    {
        back.GetType().ShouldBe(sent.GetType());
        back.Cast<object>().ShouldBe(sent.Cast<object>());
    }
}
