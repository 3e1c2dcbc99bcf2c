using System.Diagnostics;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Frames;

public sealed class FrameDecoderSpecs
{
    private static readonly SentMessage[] s_sent =
    [
        new(FrameKind.Hello, 0, []),
        new(FrameKind.Run, ulong.MaxValue, [1, 2, 3, 4, 5]),
        new(FrameKind.Items, 7, new byte[40]),
        new(FrameKind.ActorStop, 1, [9]),
    ];

    [Fact]
    public void Every_split_of_a_stream_gives_the_same_frames()
    {
        var stream = Encode(s_sent);
        for (var first = 0; first <= stream.Length; first++)
        {
            for (var second = first; second <= stream.Length; second++)
            {
                var decoded = new List<SentMessage>();
                var position = Decode(stream.AsSpan(0, first), decoded);
                position += Decode(stream.AsSpan(position, second - position), decoded);
                position += Decode(stream.AsSpan(position), decoded);
                position.ShouldBe(stream.Length);
                decoded.SequenceEqual(s_sent).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData(0, (int)FrameStatus.Whole)]
    [InlineData(99, (int)FrameStatus.Whole)]
    [InlineData(100, (int)FrameStatus.Whole)]
    [InlineData(101, (int)FrameStatus.Violation)]
    [InlineData(int.MaxValue, (int)FrameStatus.Violation)]
    [InlineData(-1, (int)FrameStatus.Violation)]
    [InlineData(int.MinValue, (int)FrameStatus.Violation)]
    public void Lengths_up_to_the_limit_are_accepted(int length, int expected)
    {
        var bytes = new byte[FrameHeader.Size + 200];
        new FrameHeader(length, FrameKind.Run, FrameFlags.None, 1).Write(bytes);
        FrameDecoder.TryRead(bytes, maximumPayload: 100, out _).ShouldBe((FrameStatus)expected);
    }

    [Fact]
    public void A_frame_is_whole_with_its_last_byte_and_not_before()
    {
        var bytes = Encode([new(FrameKind.Run, 3, new byte[50])]);
        for (var length = 0; length < bytes.Length; length++)
            FrameDecoder.TryRead(bytes.AsSpan(0, length), 100, out _).ShouldBe(FrameStatus.NeedMore);
        FrameDecoder.TryRead(bytes, 100, out var header).ShouldBe(FrameStatus.Whole);
        header.ShouldBe(new FrameHeader(50, FrameKind.Run, FrameFlags.None, 3));
    }

    [Fact]
    public void Unknown_flags_reserved_bits_and_a_zeroed_kind_are_violations()
    {
        var header = new byte[FrameHeader.Size];
        FrameDecoder.TryRead(header, 100, out _).ShouldBe(FrameStatus.Violation);
        for (var bit = 0; bit < 24; bit++)
        {
            new FrameHeader(0, FrameKind.Run, FrameFlags.None, 1).Write(header);
            header[5 + (bit / 8)] |= (byte)(1 << (bit % 8));
            FrameDecoder.TryRead(header, 100, out _)
                .ShouldBe(bit == 0 ? FrameStatus.Whole : FrameStatus.Violation, $"bit {bit} after the kind");
        }
    }

    [Fact]
    public void Two_hundred_thousand_mutations_neither_throw_nor_allocate()
    {
        var random = new Random(20_26);
        var original = Encode(s_sent);
        var mutated = new byte[original.Length];
        var (begin, frames) = (Stopwatch.GetTimestamp(), 0L);
        Scan(original);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 200_000; round++)
        {
            original.CopyTo(mutated, 0);
            for (var change = random.Next(1, 4); change > 0; change--)
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            frames += Scan(mutated);
        }
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(10_000);
        frames.ShouldBeGreaterThan(0);
        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    private static int Scan(ReadOnlySpan<byte> rest)
    {
        var frames = 0;
        while (FrameDecoder.TryRead(rest, 1000, out var header) == FrameStatus.Whole)
        {
            if (header.Length is < 0 or > 1000)
                throw new InvalidOperationException($"A frame of {header.Length} bytes was let through.");
            rest = rest[(FrameHeader.Size + header.Length)..];
            frames++;
        }
        return frames;
    }

    private static int Decode(ReadOnlySpan<byte> bytes, List<SentMessage> into)
    {
        var position = 0;
        while (FrameDecoder.TryRead(bytes[position..], 1000, out var header) == FrameStatus.Whole)
        {
            into.Add(new SentMessage(header.Kind, header.Id, bytes.Slice(position + FrameHeader.Size, header.Length).ToArray()));
            position += FrameHeader.Size + header.Length;
        }
        return position;
    }

    private static byte[] Encode(IEnumerable<SentMessage> messages)
    {
        using var stream = new MemoryStream();
        var header = new byte[FrameHeader.Size];
        foreach (var message in messages)
        {
            new FrameHeader(message.Payload.Length, message.Kind, FrameFlags.None, message.Id).Write(header);
            stream.Write(header);
            stream.Write(message.Payload);
        }
        return stream.ToArray();
    }
}
