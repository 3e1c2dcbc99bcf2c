using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Links;

/// <summary>What every link promises, whatever carries its bytes.</summary>
public abstract class LinkContract : IDisposable
{
    private readonly Link _writer;
    private readonly Link _reader;

    protected LinkContract() => (_writer, _reader) = CreatePair();

    private protected abstract (Link Writer, Link Reader) CreatePair();

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task<List<SentMessage>> ReadAsync(int count) => Hang.OnThread(() =>
    {
        using var parts = new PartAssembly(1L << 30);
        var all = new List<SentMessage>();
        while (all.Count < count && _reader.Receive() is { } batch)
        {
            using (batch)
                all.AddRange(SentMessage.Of(batch, parts));
        }
        return all;
    });

    [Fact]
    public async Task Whole_frames_arrive_in_the_order_they_were_appended()
    {
        var random = new Random(1);
        var sent = Enumerable.Range(1, 2000).Select(id => new SentMessage(FrameKind.Result, (ulong)id, Bytes(random, random.Next(3000))))
            .ToList();
        var received = ReadAsync(sent.Count);
        foreach (var message in sent)
        {
            _writer.Append(
                message.Kind,
                message.Id,
                message.Payload.AsSpan(0, message.Payload.Length / 3),
                message.Payload.AsSpan(message.Payload.Length / 3));
            if (random.Next(7) == 0)
                _writer.Flush();
        }
        _writer.Flush();
        (await received).ShouldBe(sent);
    }

    [Fact]
    public async Task A_message_of_100_MB_arrives_unchanged()
    {
        var payload = Bytes(new Random(2), 100_000_000);
        var received = ReadAsync(1);
        _writer.AppendShared(FrameKind.Run, 7, payload.AsSpan(0, 24), payload.AsMemory(24));
        _writer.Flush();
        (await received).ShouldHaveSingleItem().Payload.AsSpan().SequenceEqual(payload).ShouldBeTrue();
        Hang.Until(() => _writer.Pending == 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FrameHeader.MaximumPayload - 24)]
    [InlineData(FrameHeader.MaximumPayload - 23)]
    [InlineData(2 * FrameHeader.MaximumPayload)]
    public async Task A_shared_body_of_any_length_arrives_and_what_follows_it_too(int length)
    {
        var payload = Bytes(new Random(3), 24 + length);
        var received = ReadAsync(3);
        _writer.Append(FrameKind.Run, 1, payload);
        _writer.AppendShared(FrameKind.Run, 2, payload.AsSpan(0, 24), payload.AsMemory(24));
        _writer.Append(FrameKind.Run, 3, [1, 2]);
        _writer.Flush();
        (await received).ShouldBe([new(FrameKind.Run, 1, payload), new(FrameKind.Run, 2, payload), new(FrameKind.Run, 3, [1, 2])]);
    }

    [Fact]
    public async Task A_reader_that_stops_does_not_block_the_writer()
    {
        var payload = Bytes(new Random(4), 20_000_000);
        await Hang.OnThread(() =>
        {
            _writer.Append(FrameKind.Run, 1, payload);
            _writer.Flush();
            return true;
        });
        _writer.AppendUrgent(FrameKind.Cancel, 2, [1]);
        _writer.Flush();
        var received = await ReadAsync(2);
        received.ShouldBe([new(FrameKind.Cancel, 2, [1]), new(FrameKind.Run, 1, payload)], ignoreOrder: true);
    }

    [Fact]
    public async Task An_urgent_message_goes_ahead_of_what_waits()
    {
        _writer.Append(FrameKind.Run, 1, new byte[1_000_000]);
        _writer.AppendUrgent(FrameKind.Cancel, 2, [1]);
        _writer.Flush();
        (await ReadAsync(2))[0].ShouldBe(new SentMessage(FrameKind.Cancel, 2, [1]));
    }

    [Fact]
    public async Task Closing_wakes_the_reader_of_this_side()
    {
        var received = Hang.OnThread(_reader.Receive);
        _reader.Close("enough");
        (await received).ShouldBeNull();
        _reader.CloseReason.ShouldBe("enough");
        _reader.Receive().ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_the_other_side_is_seen_after_all_its_frames()
    {
        _writer.Append(FrameKind.Result, 1, [1, 2, 3]);
        _writer.Append(FrameKind.Result, 2, []);
        _writer.Flush();
        _writer.Dispose();
        (await ReadAsync(int.MaxValue)).ShouldBe([new(FrameKind.Result, 1, [1, 2, 3]), new(FrameKind.Result, 2, [])]);
        _reader.Closed.ShouldBeTrue();
        _reader.CloseReason!.ShouldContain("other side");
        _reader.Delivered.ShouldBe((2 * FrameHeader.Size) + 3);
    }

    [Fact]
    public void A_closed_link_takes_messages_and_drops_them_and_keeps_its_first_reason()
    {
        _writer.Close("first");
        _writer.Close("second");
        _writer.Append(FrameKind.Result, 1, new byte[500_000]);
        _writer.Flush();
        _writer.CloseReason.ShouldBe("first");
        _writer.Closed.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_threads_that_append_at_once_never_tear_a_frame()
    {
        const int Threads = 4, Each = 400;
        var received = ReadAsync(Threads * Each);
        var writers = Enumerable.Range(0, Threads).Select(thread => Hang.OnThread(() =>
        {
            var random = new Random(thread);
            for (var i = 0; i < Each; i++)
            {
                var id = (ulong)((thread * Each) + i + 1);
                var length = random.Next(40) == 0 ? 600_000 : random.Next(2000);
                var body = Pattern(id, length);
                switch (random.Next(3))
                {
                    case 0: _writer.Append(FrameKind.Run, id, body); break;
                    case 1:
                        _writer.AppendShared(
                        FrameKind.Run,
                        id,
                        body.AsSpan(0, Math.Min(length, 24)),
                        body.AsMemory(Math.Min(length, 24))); break;
                    default: _writer.AppendUrgent(FrameKind.Cancel, id, Pattern(id, 9)); break;
                }
                _writer.Flush();
            }
            return true;
        }));
        await Task.WhenAll(writers);
        var all = await received;
        all.Select(message => message.Id).Order().ShouldBe(Enumerable.Range(1, Threads * Each).Select(id => (ulong)id));
        foreach (var message in all)
            message.Payload.AsSpan().SequenceEqual(Pattern(message.Id, message.Payload.Length)).ShouldBeTrue();
    }

    private static byte[] Pattern(ulong id, int length) => Bytes(new Random((int)id), length);

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
