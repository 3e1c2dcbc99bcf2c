using System.Runtime.InteropServices;
using System.Text;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Payloads;

namespace Troupe.Messages.Tests.Functions;

public class ChunkSpecs
{
    public static int Square(int n) => n == 13 ? throw new ArithmeticException("13") : n * n;

    public static string Greet(string name, int age) => $"{name}{age}";

    public static int Age(Person person) => person.Age;

    public static int Number(SkipSpecs.Untouchable item) => item.Number;

    private static Sink Run<TItem>(Delegate function, ChunkShape shape, TItem[] items, Action<byte[]>? damage = null)
    {
        using PayloadWriter writer = new(), scratch = new();
        Function.Of(function).WriteTarget(writer, function);
        PayloadCodec<TItem>.Instance.WriteMany(writer, items);
        var bytes = writer.WrittenSpan.ToArray();
        damage?.Invoke(bytes);
        PayloadReader reader = new(bytes);
        Sink sink = new();
        Caller.InvokerOf(function).Chunk(shape).Run(ref reader, 0, items.Length, new Caller.Call(), sink, scratch);
        return sink;
    }

    [Fact]
    public void A_failing_item_does_not_end_the_chunk()
    {
        var sink = Run(Square, ChunkShape.Items, [1, 13, 3]);
        sink.Values<int>().ShouldBe([1, 9]);
        sink.Errors.Keys.ShouldBe([1]);
        sink.Errors[1].ShouldBeOfType<ArithmeticException>();
    }

    [Fact]
    public void Tuples_are_spread_over_parameters() =>
        Run(Greet, ChunkShape.Tuples, [("a", 1), ("b", 2)]).Values<string>().ShouldBe(["a1", "b2"]);

    [Fact]
    public void Captured_data_is_sent_once()
    {
        var add = 10;
        Run((int n) => n + add, ChunkShape.Items, [1, 2]).Values<int>().ShouldBe([11, 12]);
    }

    [Fact]
    public void A_damaged_framed_item_fails_alone()
    {
        var sink = Run(Age, ChunkShape.Items, [new Person(1), new Person(2)], bytes => bytes[4] = (byte)'?');
        sink.Errors.Keys.ShouldBe([0]);
        sink.Values<int>().ShouldBe([2]);
    }

    [Fact]
    public void A_lost_reader_fails_all_that_follow()
    {
        var sink = Run(Age, ChunkShape.Items, [new Person(1), new Person(2)], bytes => bytes[3] = 0xFF);
        sink.Errors.Keys.ShouldBe([0, 1]);
    }

    [Fact]
    public void An_item_that_cannot_be_decoded_fails_alone_also_as_a_part_of_a_tuple()
    {
        var sink = Run(
            (SkipSpecs.Untouchable one, int two) => one.Number + two,
            ChunkShape.Tuples,
            [(new SkipSpecs.Untouchable(1), 1), (SkipSpecs.Untouchable.Forged, 2), (new SkipSpecs.Untouchable(3), 3)]);
        sink.Errors.Keys.ShouldBe([1]);
        sink.Values<int>().ShouldBe([2, 6]);
    }

    [Fact]
    public void Items_that_were_settled_before_are_neither_decoded_nor_begun()
    {
        using PayloadWriter writer = new(), scratch = new();
        PayloadCodec<SkipSpecs.Untouchable>.Instance
            .WriteMany(writer, [SkipSpecs.Untouchable.Forged, SkipSpecs.Untouchable.Forged, new(3)]);
        PayloadReader reader = new(writer.WrittenSpan);
        Sink sink = new();
        Caller.InvokerOf(Number).Chunk(ChunkShape.Items).Run(ref reader, 2, 3, new Caller.Call(), sink, scratch);
        sink.Begun.ShouldBe([2]);
        sink.Values<int>().ShouldBe([3]);
    }

    [Fact]
    public void The_sink_can_stop_a_chunk()
    {
        using PayloadWriter writer = new(), scratch = new();
        PayloadCodec<int>.Instance.WriteMany(writer, [1, 2, 3]);
        PayloadReader reader = new(writer.WrittenSpan);
        Sink sink = new() { StopAfter = 1 };
        Caller.InvokerOf(Square).Chunk(ChunkShape.Items).Run(ref reader, 0, 3, new Caller.Call(), sink, scratch);
        sink.Values<int>().ShouldBe([1]);
    }

    [Fact]
    public void Plain_items_run_raw_and_done_names_the_failing_one()
    {
        var chunk = Caller.InvokerOf(Square).Chunk(ChunkShape.Items);
        chunk.SupportsRaw.ShouldBeTrue();
        int[] items = [1, 2, 13, 4], results = new int[4];
        var done = 0;
        Should.Throw<ArithmeticException>(
            () => chunk.RunRaw(MemoryMarshal.AsBytes<int>(items), 4, MemoryMarshal.AsBytes(results.AsSpan()), ref done));
        done.ShouldBe(2);
        done = 3;
        chunk.RunRaw(MemoryMarshal.AsBytes<int>(items), 4, MemoryMarshal.AsBytes(results.AsSpan()), ref done);
        results.ShouldBe([1, 4, 0, 16]);
        done.ShouldBe(4);
        Caller.InvokerOf(InvokerSpecs.Add).Chunk(ChunkShape.Tuples).SupportsRaw.ShouldBeTrue();
        Caller.InvokerOf(Age).Chunk(ChunkShape.Items).SupportsRaw.ShouldBeFalse();
        Should.Throw<ArgumentException>(() =>
        {
            var none = 0;
            chunk.RunRaw(default, 1, default, ref none);
        });
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused() =>
        Should.Throw<FunctionRefusedException>(() => Caller.InvokerOf(Greet).Chunk(ChunkShape.Items));

    public sealed record Person(int Age);

    internal sealed class Sink : IChunkSink
    {
        private readonly MemoryStream _results = new();
        private int _current = -1;
        private int _done;

        public int StopAfter { get; init; } = int.MaxValue;

        public SortedDictionary<int, Exception> Errors { get; } = [];

        /// <summary>The results, when they are texts with their length in front.</summary>
        public List<string> Frames { get; } = [];

        public bool ShouldStop => _done >= StopAfter;

        public List<int> Begun { get; } = [];

        public void BeginItem(int index)
        {
            _current = index;
            Begun.Add(index);
        }

        public void ItemDone(ReadOnlySpan<byte> encodedResult)
        {
            _done++;
            _results.Write(encodedResult);
            PayloadReader reader = new(encodedResult);
            Frames.Add(encodedResult.Length >= sizeof(uint) && BitConverter.ToUInt32(encodedResult) == encodedResult.Length - sizeof(uint)
                ? Encoding.UTF8.GetString(reader.ReadFrame())
                : "");
        }

        public void ItemFailed(Exception error) => Errors.Add(_current, error);

        public T[] Values<T>()
        {
            var values = new T[_done];
            PayloadReader reader = new(_results.ToArray());
            PayloadCodec<T>.Instance.ReadMany(ref reader, values);
            reader.RequireEnd();
            return values;
        }
    }
}
