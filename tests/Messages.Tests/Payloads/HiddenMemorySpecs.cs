using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Troupe.Messages.Payloads;
using static Troupe.Messages.Tests.Payloads.FrameworkStructSpecs;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Structs whose members do not tell all of their memory, in data that travels as JSON.</summary>
public class HiddenMemorySpecs
{
    [Fact]
    public void Small_structs_of_the_framework_arrive()
    {
        There(^3).ShouldBe(^3);
        There(2..^5).ShouldBe(2..^5);
        There(new Rune('x')).ShouldBe(new Rune('x'));
        There(new BitVector32(5)).Data.ShouldBe(5);
        There<Index?>(^3).ShouldBe(^3);
        There<Index?>(null).ShouldBeNull();
        There(new[] { ^1, 2 }).ShouldBe([^1, 2]);
    }

    [Fact]
    public void An_inline_array_arrives_with_all_its_elements()
    {
        Key key = default;
        key[5] = 77;
        There(key)[5].ShouldBe((byte)77);
        There(new Keys { Text = "a", First = key }).First[5].ShouldBe((byte)77);
        There(new Dictionary<string, Key> { ["a"] = key })["a"][5].ShouldBe((byte)77);
    }

    [Fact]
    public void An_inline_array_of_text_is_refused_by_name() =>
        Should.Throw<PayloadNotEncodableException>(() => There(default(Names))).Message
            .ShouldContain("Computed<Names>.Value (Troupe.Messages.Tests.Payloads.HiddenMemorySpecs.Names) cannot travel");

    [Fact]
    public unsafe void A_fixed_buffer_arrives_with_all_its_elements()
    {
        Buffer buffer = new() { Name = "a" };
        buffer.Numbers[2] = 7;
        var there = There(buffer);
        there.Numbers[2].ShouldBe(7);
        there.Name.ShouldBe("a");
    }

    [Fact]
    public void A_union_arrives_bit_by_bit()
    {
        // Not the only pattern of bits that is NaN: as a number it would come back as another one.
        Union union = new() { Bits = 0x7FC12345 };
        There(union).Bits.ShouldBe(0x7FC12345);
    }

    [Fact]
    public void A_collection_that_is_plain_memory_arrives() => There(new Bits(0b101)).ShouldBe([0, 2]);

    [Fact]
    public void Memory_of_another_length_is_no_value()
    {
        var text = """{"Value":"AQI=","Note":""}"""u8.ToArray();
        byte[] bytes = [.. BitConverter.GetBytes(text.Length), .. text];
        Should.Throw<PayloadFormatException>(() =>
        {
            PayloadReader reader = new(bytes);
            PayloadCodec<Computed<Index>>.Instance.Read(ref reader);
        }).Message.ShouldContain("must be base64 text of its 4 bytes");
    }

    private static T There<T>(T value) => CodecSpecs.RoundTrip(new Computed<T> { Value = value }).Value!;

    [InlineArray(32)]
    public struct Key
    {
        private byte _first;
    }

    public struct Keys
    {
        public string? Text;
        public Key First;
    }

    [InlineArray(3)]
    public struct Names
    {
        private string _first;
    }

    public unsafe struct Buffer
    {
        public string? Name;
        public fixed int Numbers[4];
    }

    [StructLayout(LayoutKind.Explicit)]
    public struct Union
    {
        [FieldOffset(0)]
        public int Bits;

        [FieldOffset(0)]
        public float Number;
    }

    public readonly struct Bits(uint value) : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator()
        {
            var mine = value;
            return Enumerable.Range(0, 32).Where(i => (mine >> i & 1) == 1).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
