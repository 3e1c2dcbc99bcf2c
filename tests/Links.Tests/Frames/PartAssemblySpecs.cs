using System.Buffers;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Frames;

public sealed class PartAssemblySpecs : IDisposable
{
    private readonly PartAssembly _parts = new(maxMessageBytes: 10);

    public void Dispose() => _parts.Dispose();

    [Fact]
    public void Parts_become_one_message_with_the_last_of_them()
    {
        Take(FrameKind.Run, 1, FrameFlags.More, [1, 2]).ShouldBeNull();
        Take(FrameKind.Run, 1, FrameFlags.More, []).ShouldBeNull();
        Take(FrameKind.Run, 1, FrameFlags.None, [3]).ShouldBe([1, 2, 3]);
        Take(FrameKind.Run, 1, FrameFlags.None, [4]).ShouldBe([4]);
    }

    [Fact]
    public void Whole_messages_go_between_the_parts_of_a_long_one()
    {
        Take(FrameKind.Run, 1, FrameFlags.More, [1]).ShouldBeNull();
        Take(FrameKind.Cancel, 1, FrameFlags.None, [9]).ShouldBe([9]);
        Take(FrameKind.Run, 2, FrameFlags.None, [8]).ShouldBe([8]);
        Take(FrameKind.Run, 1, FrameFlags.None, [2]).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_part_of_another_long_message_in_between_is_a_violation()
    {
        Take(FrameKind.Run, 1, FrameFlags.More, [1]);
        Should.Throw<ProtocolViolationException>(() => Take(FrameKind.Run, 2, FrameFlags.More, [1])).Message.ShouldContain("Run 2");
    }

    [Fact]
    public void A_message_may_reach_the_limit_and_not_pass_it()
    {
        // The head of a message, at most 256 bytes, comes on top; and an error, up to 1 MiB, always fits.
        const int limit = (1 << 20) + 256;
        Take(FrameKind.Run, 1, FrameFlags.More, new byte[limit - 1]);
        Take(FrameKind.Run, 1, FrameFlags.None, new byte[1])!.Length.ShouldBe(limit);
        Take(FrameKind.Run, 1, FrameFlags.More, new byte[limit - 1]);
        Should.Throw<ProtocolViolationException>(() => Take(FrameKind.Run, 1, FrameFlags.None, new byte[2])).Message
            .ShouldContain("bytes came in");
    }

    [Fact]
    public void Disposing_drops_a_message_that_is_not_whole()
    {
        Take(FrameKind.Run, 1, FrameFlags.More, [1]);
        _parts.Dispose();
        Take(FrameKind.Run, 2, FrameFlags.More, [2]).ShouldBeNull();
        Take(FrameKind.Run, 2, FrameFlags.None, [3]).ShouldBe([2, 3]);
    }

    [Fact]
    public void Cut_at_any_places_a_message_comes_out_the_same()
    {
        var random = new Random(5);
        using var parts = new PartAssembly(100_000);
        for (var round = 0; round < 500; round++)
        {
            var message = new byte[random.Next(1, 5000)];
            random.NextBytes(message);
            byte[]? result = null;
            for (var position = 0; position < message.Length;)
            {
                var count = Math.Min(random.Next(1, 2000), message.Length - position);
                var flags = position + count < message.Length ? FrameFlags.More : FrameFlags.None;
                var header = new FrameHeader(count, FrameKind.Result, flags, (ulong)round);
                result = parts.TryComplete(header, message.AsSpan(position, count), out var whole) ? whole.ToArray() : null;
                position += count;
                (result is not null).ShouldBe(flags == FrameFlags.None);
            }
            result.ShouldBe(message);
        }
    }

    [Fact]
    public void A_message_whose_buffer_was_taken_away_is_not_touched_by_what_comes_behind_it()
    {
        Take(FrameKind.Result, 1, FrameFlags.More, [1, 2]);
        Take(FrameKind.Result, 1, FrameFlags.None, [3]).ShouldBe([1, 2, 3]);
        var taken = _parts.Detach().ShouldNotBeNull();
        Take(FrameKind.Result, 2, FrameFlags.More, [7, 7, 7, 7]);
        Take(FrameKind.Result, 2, FrameFlags.None, [7]).ShouldBe([7, 7, 7, 7, 7]);
        _parts.Dispose();
        taken.AsSpan(0, 3).ToArray().ShouldBe([1, 2, 3]);
        ArrayPool<byte>.Shared.Return(taken);
    }

    [Fact]
    public void A_buffer_is_taken_away_once_and_only_right_after_the_last_part()
    {
        _parts.Detach().ShouldBeNull("nothing has come");
        Take(FrameKind.Result, 1, FrameFlags.None, [1]);
        _parts.Detach().ShouldBeNull("it was a whole frame");
        Take(FrameKind.Result, 1, FrameFlags.More, [1]);
        _parts.Detach().ShouldBeNull("its last part is not there");
        Take(FrameKind.Cancel, 5, FrameFlags.None, [5]);
        _parts.Detach().ShouldBeNull("the whole frame in between is none of it");
        Take(FrameKind.Result, 1, FrameFlags.None, [2]).ShouldBe([1, 2]);
        ArrayPool<byte>.Shared.Return(_parts.Detach().ShouldNotBeNull());
        _parts.Detach().ShouldBeNull("it is gone");
        Take(FrameKind.Result, 2, FrameFlags.None, [3]).ShouldBe([3]);
    }

    [Fact]
    public void Cut_at_any_places_and_with_buffers_taken_away_messages_come_out_the_same()
    {
        var random = new Random(6);
        using var parts = new PartAssembly(100_000);
        var taken = new List<(byte[] Buffer, byte[] Message)>();
        for (var round = 0; round < 300; round++)
        {
            var message = new byte[random.Next(2, 5000)];
            random.NextBytes(message);
            var cut = random.Next(1, message.Length);
            parts.TryComplete(new FrameHeader(cut, FrameKind.Result, FrameFlags.More, (ulong)round), message.AsSpan(0, cut), out _)
                .ShouldBeFalse();
            parts.TryComplete(
                new FrameHeader(message.Length - cut, FrameKind.Result, FrameFlags.None, (ulong)round),
                message.AsSpan(cut),
                out var whole).ShouldBeTrue();
            whole.SequenceEqual(message).ShouldBeTrue();
            if (random.Next(2) == 0)
                taken.Add((parts.Detach().ShouldNotBeNull(), message));
        }
        foreach (var (buffer, message) in taken)
        {
            buffer.AsSpan(0, message.Length).SequenceEqual(message).ShouldBeTrue();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[]? Take(FrameKind kind, ulong id, FrameFlags flags, byte[] part) =>
        _parts.TryComplete(new FrameHeader(part.Length, kind, flags, id), part, out var message) ? message.ToArray() : null;
}
