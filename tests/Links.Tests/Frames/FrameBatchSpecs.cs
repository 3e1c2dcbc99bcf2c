using System.Buffers;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Frames;

public sealed class FrameBatchSpecs
{
    [Fact]
    public void The_payload_as_memory_is_that_of_the_frame_that_it_moved_to()
    {
        byte[][] payloads = [[1, 2, 3], [], [4], new byte[1000], [5, 6]];
        using var batch = Batch(payloads);
        foreach (var expected in payloads)
        {
            batch.TryNext(out var header, out var payload).ShouldBeTrue();
            header.Length.ShouldBe(expected.Length);
            batch.Payload.ToArray().ShouldBe(expected);
            batch.Payload.Span.Overlaps(payload, out var offset).ShouldBe(expected.Length > 0);
            offset.ShouldBe(0);
        }
        batch.TryNext(out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Before_the_first_frame_there_is_no_payload()
    {
        using var batch = Batch([[1, 2, 3]]);
        batch.Payload.Length.ShouldBe(0);
    }

    private static FrameBatch Batch(byte[][] payloads)
    {
        var size = payloads.Sum(payload => FrameHeader.Size + payload.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var position = 0;
        foreach (var payload in payloads)
        {
            new FrameHeader(payload.Length, FrameKind.Result, FrameFlags.None, 1).Write(buffer.AsSpan(position));
            payload.CopyTo(buffer.AsSpan(position + FrameHeader.Size));
            position += FrameHeader.Size + payload.Length;
        }
        return new FrameBatch(buffer, size, 0);
    }
}
