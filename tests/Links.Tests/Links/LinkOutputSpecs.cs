using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Links;

public sealed class LinkOutputSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void An_urgent_message_that_comes_at_any_write_goes_between_two_frames(int taken)
    {
        var urgent = 0ul;
        var writes = 0;
        var link = new ScriptedLink { LargestWrite = taken };
        link.BeforeWrite = () =>
        {
            if (++writes % 5 == 0 && urgent < 300)
                link.AppendUrgent(FrameKind.Cancel, ++urgent, [1, 2, 3]);
        };
        var body = new byte[taken < 100 ? 3000 : 700_000];
        new Random(1).NextBytes(body);
        var sent = new List<SentMessage>();
        for (var id = 1ul; id <= 20; id++)
        {
            link.AppendShared(FrameKind.Run, id, body.AsSpan(0, 24), body.AsMemory(24));
            link.Append(FrameKind.Result, id, body);
            sent.AddRange([new(FrameKind.Run, id, body), new(FrameKind.Result, id, body)]);
        }
        link.Flush();

        var received = link.Messages();
        received.Where(message => message.Kind != FrameKind.Cancel).ShouldBe(sent);
        received.Where(message => message.Kind == FrameKind.Cancel).Select(message => message.Id)
            .ShouldBe(Enumerable.Range(1, (int)urgent).Select(id => (ulong)id));
        urgent.ShouldBeGreaterThan(0ul);
        link.Pending.ShouldBe(0);
    }

    [Fact]
    public void An_urgent_message_waits_for_no_more_than_one_part_of_a_long_one()
    {
        var link = new ScriptedLink();
        var writes = 0;
        link.BeforeWrite = () =>
        {
            if (++writes == 3)
                link.AppendUrgent(FrameKind.Cancel, 1, []);
        };
        link.AppendShared(FrameKind.Run, 9, new byte[24], new byte[5_000_000]);
        link.Flush();
        link.Frames().ToList().FindIndex(frame => frame.Kind == FrameKind.Cancel).ShouldBeInRange(1, 2);
    }

    [Fact]
    public void What_is_appended_while_another_writes_waits_for_its_own_flush()
    {
        var link = new ScriptedLink();
        link.BeforeWrite = () => link.Append(FrameKind.Run, 2, []);
        link.Append(FrameKind.Run, 1, []);
        link.Flush();
        link.Frames().Select(frame => frame.Id).ShouldBe([1ul]);

        link.BeforeWrite = null;
        link.Flush();
        link.Frames().Select(frame => frame.Id).ShouldBe([1ul, 2ul]);
        link.Pending.ShouldBe(0);
    }

    [Fact]
    public void Who_flushes_while_another_writes_has_the_other_write_for_him()
    {
        var link = new ScriptedLink();
        var writes = 0;
        link.BeforeWrite = () =>
        {
            if (++writes > 3)
                return;
            link.Append(FrameKind.Run, 2, []);
            link.Append(FrameKind.Run, 3, []);
            link.Flush();
        };
        link.Append(FrameKind.Run, 1, []);
        link.Flush();
        link.Frames().Select(frame => frame.Id).ShouldBe([1ul, 2, 3, 2, 3, 2, 3]);
        writes.ShouldBe(4, "what was flushed together is written together");
        link.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_peer_does_not_take_at_once_is_written_by_another_thread()
    {
        var link = new ScriptedLink { TakesAtOnce = 100 };
        link.Append(FrameKind.Run, 1, new byte[50_000]);
        await Hang.OnThread(() =>
        {
            link.Flush();
            return true;
        });
        Hang.Until(() => link.Pending == 0);
        link.Messages().ShouldBe([new(FrameKind.Run, 1, new byte[50_000])]);
    }

    // In the moment between the full socket and the making of the thread that waits, the link is closed: there was no thread to end.
    [Fact]
    public async Task A_link_that_is_closed_while_its_writer_is_being_made_does_not_keep_the_writers_thread()
    {
        var link = new ScriptedLink { TakesAtOnce = 0 };
        var writer = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        link.WhenFull = link.Dispose;
        link.BeforeWrite = () => writer.TrySetResult(Thread.CurrentThread);
        link.Append(FrameKind.Run, 1, new byte[100]);
        link.Flush();
        (await writer.Task.WaitAsync(TimeSpan.FromSeconds(10))).Join(TimeSpan.FromSeconds(5))
            .ShouldBeTrue("the thread waits for more, which nobody will write");
    }
}
