using Troupe.Links.Flight;
using Troupe.Links.Sockets;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Links;

public sealed class UnixSocketLinkSpecs : LinkContract
{
    private protected override (Link Writer, Link Reader) CreatePair()
    {
        var (first, second) = SocketPair.Create();
        return (new UnixSocketLink(LocalSocket.Of(first)), new UnixSocketLink(LocalSocket.Of(second)));
    }

    [Fact]
    public async Task A_frame_that_trickles_in_byte_by_byte_is_delivered_once_it_is_whole()
    {
        var (raw, other) = SocketPair.Create();
        using var link = new UnixSocketLink(LocalSocket.Of(other));
        var received = Hang.OnThread(link.Receive);
        var bytes = new byte[FrameHeader.Size + 5];
        new FrameHeader(5, FrameKind.Result, FrameFlags.None, 9).Write(bytes);
        foreach (var one in bytes)
            raw.Send([one]);
        using var batch = await received;
        batch.ShouldNotBeNull().TryNext(out var header, out var payload).ShouldBeTrue();
        (header.Id, payload.Length).ShouldBe((9ul, 5));
        raw.Dispose();
    }

    [Fact]
    public void A_message_as_long_as_a_workers_outbox_is_written_at_once_also_while_the_other_side_does_not_read()
    {
        if (OperatingSystem.IsWindows())
            return; // It has no send that never waits: there a thread writes what is long.
        using var directory = new TemporaryDirectory();
        using var listener = LocalListener.Open(directory.PathOf("s"), 1);
        using var link = new UnixSocketLink(LocalSocket.Connect(directory.PathOf("s")));
        using var peer = listener.Accept();
        link.Append(FrameKind.Run, 1, new byte[FlightRecord.OutboxSize]);
        link.Flush();
        link.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task A_frame_that_is_torn_by_the_end_is_dropped()
    {
        var (raw, other) = SocketPair.Create();
        using var link = new UnixSocketLink(LocalSocket.Of(other));
        var bytes = new byte[FrameHeader.Size + 4];
        new FrameHeader(5, FrameKind.Result, FrameFlags.None, 9).Write(bytes);
        raw.Send(bytes);
        raw.Dispose();
        (await Hang.OnThread(link.Receive)).ShouldBeNull();
        link.Delivered.ShouldBe(0);
    }

    [Theory]
    [InlineData(int.MaxValue, (int)FrameKind.Result)]
    [InlineData(-1, (int)FrameKind.Result)]
    [InlineData(0, 0)]
    [InlineData(0, (int)FrameKind.Result | 0x200)]
    [InlineData(0, (int)FrameKind.Result | 0x10000)]
    public async Task A_header_that_no_honest_peer_sends_closes_the_link(int length, int marks)
    {
        var (raw, other) = SocketPair.Create();
        using var link = new UnixSocketLink(LocalSocket.Of(other));
        var bytes = new byte[FrameHeader.Size];
        BitConverter.TryWriteBytes(bytes, length);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), marks);
        raw.Send(bytes);
        await Should.ThrowAsync<ProtocolViolationException>(() => Hang.OnThread(link.Receive));
        link.Closed.ShouldBeTrue();
        raw.Receive(new byte[1]).ShouldBe(0);
        raw.Dispose();
    }

    [Fact]
    public async Task Closing_wakes_a_writer_that_waits_for_a_stopped_reader()
    {
        var (first, second) = SocketPair.Create();
        using var writer = new UnixSocketLink(LocalSocket.Of(first));
        writer.Append(FrameKind.Run, 1, new byte[20_000_000]);
        writer.Flush();
        writer.Pending.ShouldBeGreaterThan(0);
        writer.Close("enough");
        await Hang.OnThread(() =>
        {
            Hang.Until(() => writer.Pending == 0);
            return true;
        });
        second.Dispose();
    }
}
