using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;

namespace Troupe.Messages.Tests.Payloads;

public class HostilePayloadSpecs
{
    [Fact]
    public void Mutated_payloads_raise_only_the_documented_exception_and_allocate_little()
    {
        Mutate(new[] { 1, 2, 3 });
        Mutate(new List<string?> { "a", null, "b😀" });
        Mutate<int?[]>([1, null, 3]);
        Mutate(("text", 3, new List<double> { 1, 2 }));
        Mutate(new List<CodecSpecs.Note> { new() { Text = "x" } });
        Mutate<ReadOnlyMemory<(byte, long)>>(new[] { ((byte)1, 2L) });
    }

    private static void Mutate<T>(T value)
    {
        using PayloadWriter writer = new();
        writer.Put(value);
        var original = writer.WrittenSpan.ToArray();
        Random random = new(3);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                PayloadReader reader = new(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                PayloadCodec<T>.Instance.Read(ref reader);
            }
            catch (PayloadFormatException)
            {
                // What is documented.
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((64 * 1024) + (2 * bytes.Length));
        }
    }

    [Fact]
    public void A_length_that_is_only_announced_reserves_nothing()
    {
        byte[] bytes = [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3];
        Should.Throw<PayloadFormatException>(() => Read<byte[]>(bytes));
        Should.Throw<PayloadFormatException>(() => Read<string[]>(bytes));
        Should.Throw<PayloadFormatException>(() => Read<string>(bytes));
        Should.Throw<PayloadFormatException>(() => Read<List<Guid>>(bytes));
        Should.Throw<PayloadFormatException>(() => Read<CodecSpecs.Note>(bytes));

        static T Read<T>(byte[] bytes)
        {
            PayloadReader reader = new(bytes);
            return PayloadCodec<T>.Instance.Read(ref reader);
        }
    }

    [Fact]
    public void Numbers_must_be_written_in_their_shortest_form()
    {
        using PayloadWriter writer = new();
        foreach (var number in new ulong[] { 0, 1, 127, 128, uint.MaxValue, ulong.MaxValue })
        {
            writer.Clear();
            writer.WriteVarUInt64(number);
            new PayloadReader(writer.WrittenSpan).ReadVarUInt64().ShouldBe(number);
        }

        Should.Throw<PayloadFormatException>(() => new PayloadReader([0x80, 0]).ReadVarUInt64());
        Should.Throw<PayloadFormatException>(() => new PayloadReader([0x80]).ReadVarUInt64());
        Should.Throw<PayloadFormatException>(
            () => new PayloadReader([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2]).ReadVarUInt64());
        Should.Throw<PayloadFormatException>(() => new PayloadReader([0xFF, 0xFF, 0xFF, 0xFF, 0x1F]).ReadVarUInt32());
    }
}
