using Troupe.Links.Flight;
using Troupe.Links.Tests.Links;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Flight;

public sealed class FlightRecordSpecs : IDisposable
{
    private readonly FlightWorker _worker = new();

    public void Dispose() => _worker.Dispose();

    [Fact]
    public void Messages_leave_in_the_order_they_were_staged()
    {
        for (var id = 1ul; id <= 500; id++)
            _worker.Append(FrameKind.Result, id, new byte[id * 3], head: 3);
        _worker.Outbox.HasStaged.ShouldBeTrue();
        _worker.Outbox.Flush();
        _worker.Outbox.HasStaged.ShouldBeFalse();
        _worker.Link.Messages().ShouldBe(_worker.Counted);
        FlightRecovery.MissingFrames(_worker.Record, _worker.Link.Written).ShouldBeNull();
    }

    [Fact]
    public void What_was_staged_and_never_written_is_recovered()
    {
        _worker.Append(FrameKind.Result, 1, [1, 2, 3]);
        _worker.Append(FrameKind.Fault, 2, []);
        _worker.Link.Written.ShouldBe(0);
        using var missing = FlightRecovery.MissingFrames(_worker.Record, 0).ShouldNotBeNull();
        SentMessage.Of(missing, new PartAssembly(1000)).ShouldBe(_worker.Counted);
    }

    [Fact]
    public void A_death_at_any_byte_of_the_link_loses_nothing_that_counted()
    {
        Play(_worker);
        var total = _worker.Link.Written;
        _worker.Check();
        // Every byte, save in the middle of the long message, where one is like the other.
        for (var cut = 0; cut < total; cut += cut < 500 || cut > total - 350 ? 1 : 499)
        {
            using var worker = new FlightWorker();
            worker.Link.DiesAfter = cut;
            Should.Throw<DeathException>(() => Play(worker));
            worker.Check();
        }
    }

    /// <summary>Short messages, a frame of items that is open while others pass it, one long message, and what stays behind.</summary>
    private static void Play(FlightWorker worker)
    {
        worker.Append(FrameKind.Ready, 0, []);
        worker.Append(FrameKind.Result, 1, [1, 2, 3, 4], head: 2);
        worker.Outbox.Flush();
        worker.OpenItems(first: 5);
        worker.AddItem([1, 1]);
        worker.AddItem([]);
        worker.Append(FrameKind.Log, 2, new byte[300]);
        worker.AddItem([2, 2, 2]);
        worker.Outbox.Flush();
        worker.Append(FrameKind.Progress, 3, new byte[33_000], head: 8);
        worker.AddItem([3]);
        worker.CloseItems();
        worker.Append(FrameKind.ItemFault, FlightWorker.Job, [9]);
        worker.OpenItems(first: 10);
        worker.Outbox.Flush();
        worker.AddItem(new byte[100]);
        worker.CloseItems();
        worker.Append(FrameKind.Result, FlightWorker.Job, new byte[20]);
        worker.Outbox.Flush();
        worker.Append(FrameKind.Result, 4, new byte[50]);
        worker.OpenItems(first: 0);
        worker.AddItem([7]);
    }

    [Fact]
    public void An_open_frame_is_recovered_with_the_items_that_were_done()
    {
        _worker.Append(FrameKind.Result, 1, [1]);
        _worker.OpenItems(first: 100);
        _worker.Record.RunningItem.ShouldBe(100);
        _worker.AddItem([1, 2]);
        _worker.AddItem([3]);
        _worker.Record.RunningItem.ShouldBe(102);
        _worker.Check();
        _worker.CloseItems();
        _worker.Record.RunningItem.ShouldBe(102);
        _worker.Check();
    }

    [Fact]
    public void A_raw_loop_counts_its_items_in_place()
    {
        var room = _worker.Outbox.OpenItems(first: 3, itemSize: sizeof(int));
        room.ShouldBeGreaterThan(FlightRecord.OutboxSize / 2 - 100);
        BitConverter.TryWriteBytes(_worker.Outbox.ItemSpace, 41);
        BitConverter.TryWriteBytes(_worker.Outbox.ItemSpace[4..], 42);
        _worker.Outbox.ItemCount = 2;
        using var missing = FlightRecovery.MissingFrames(_worker.Record, 0).ShouldNotBeNull();
        SentMessage.Of(missing, new PartAssembly(1000)).ShouldBe(
            [new(FrameKind.Items, FlightWorker.Job, [3, 0, 0, 0, 2, 0, 0, 0, 41, 0, 0, 0, 42, 0, 0, 0])]);
    }

    [Fact]
    public void A_frame_of_items_that_was_staged_when_the_worker_died_is_not_recovered_twice()
    {
        _worker.OpenItems(first: 100);
        _worker.AddItem([1, 2]);
        _worker.CloseItems();
        _worker.Record.OpenFrame = true; // It died one store earlier: the frame is staged, and still marked open.
        _worker.Record.RunningItem.ShouldBe(101);
        _worker.Check();
    }

    [Fact]
    public void A_frame_of_items_without_items_leaves_no_trace()
    {
        _worker.OpenItems(first: 8);
        _worker.Check();
        _worker.CloseItems();
        _worker.Record.RunningItem.ShouldBe(8);
        FlightRecovery.MissingFrames(_worker.Record, 0).ShouldBeNull();
    }

    [Fact]
    public void Long_messages_pass_the_outbox_and_keep_their_place()
    {
        _worker.Append(FrameKind.Result, 1, [1]);
        _worker.Append(FrameKind.Result, 2, new byte[1_000_000], head: 4);
        _worker.Append(FrameKind.Result, 3, [3]);
        _worker.Link.Messages().ShouldBe(_worker.Counted.Take(2));
        _worker.Check();
    }

    [Fact]
    public void Messages_pass_an_open_frame_at_once()
    {
        _worker.Append(FrameKind.Result, 1, [1]);
        _worker.OpenItems(first: 0);
        _worker.AddItem([5]);
        _worker.Append(FrameKind.Log, 2, [2]);
        _worker.Link.Messages().ShouldBe(_worker.Counted);
        _worker.AddItem([6]);
        _worker.Check();
    }

    [Fact]
    public void A_link_that_breaks_at_any_byte_loses_nothing_that_counted()
    {
        for (var breaks = 0; breaks < 3 * (FrameHeader.Size + 20); breaks++)
        {
            using var worker = new FlightWorker();
            worker.Link.BreaksAfter = breaks;
            for (var id = 1ul; id <= 3; id++)
            {
                worker.Append(FrameKind.Result, id, new byte[20]);
                worker.Outbox.Flush();
            }
            worker.LinkLost.ShouldBeGreaterThan(0);
            worker.Check();
        }
    }

    // A worker ends its process when it is told; until then nothing may count as sent that was not.
    [Fact]
    public void A_message_too_long_to_be_staged_does_not_count_as_sent_when_the_link_breaks_in_it()
    {
        _worker.Append(FrameKind.Result, 1, [1]);
        _worker.Link.BreaksAfter = 100_000;
        _worker.Outbox.Append(FrameKind.Result, 2, [], new byte[1_000_000]);
        _worker.LinkLost.ShouldBe(1);
        _worker.Record.Staged.ShouldBe(new StagedBytes(FrameHeader.Size + 1, 0, 0));
    }

    [Fact]
    public void An_outbox_that_is_full_and_whose_link_is_broken_drops_what_comes_and_damages_nothing()
    {
        _worker.Link.BreaksAfter = 0;
        while (_worker.LinkLost == 0)
            _worker.Append(FrameKind.Result, 1, new byte[30_000]);
        var staged = _worker.Record.Staged;
        _worker.Outbox.Append(FrameKind.Result, 2, [], new byte[30_000]);
        _worker.Outbox.Append(FrameKind.Result, 3, [], new byte[300_000]);
        _worker.Record.Staged.ShouldBe(staged);
    }

    [Fact]
    public void A_page_that_was_written_over_is_refused()
    {
        using var directory = new TemporaryDirectory();
        using var page = FlightRecord.Create(directory.PathOf("page"));
        page.IsIntact.ShouldBeTrue();
        using (var file = new FileStream(directory.PathOf("page"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.Write(new byte[64]);
        page.IsIntact.ShouldBeFalse();
        Should.Throw<ProtocolViolationException>(() => FlightRecovery.MissingFrames(page, 0));
    }

    [Fact]
    public void Nothing_is_recovered_past_bytes_that_this_side_never_read()
    {
        _worker.Append(FrameKind.Result, 1, [1]);
        _worker.Outbox.Flush();
        _worker.Append(FrameKind.Result, 2, [2]);
        FlightRecovery.MissingFrames(_worker.Record, 0).ShouldBeNull();
    }

    [Fact]
    public void A_damaged_page_is_refused_and_never_read_past_its_end()
    {
        var random = new Random(6);
        _worker.Append(FrameKind.Result, 1, new byte[100]);
        _worker.OpenItems(0);
        _worker.AddItem([1]);
        for (var round = 0; round < 2000; round++)
        {
            _worker.Record.OpenItemSize = random.Next(2) == 0 ? 0 : random.Next();
            _worker.Record.OpenLength = random.Next(int.MinValue, int.MaxValue);
            _worker.Record.OpenCount = random.Next(int.MinValue, int.MaxValue);
            if (random.Next(2) == 0)
                _worker.Record.PublishStaged(random.Next(int.MinValue, int.MaxValue));
            try
            {
                FlightRecovery.MissingFrames(_worker.Record, 0)?.Dispose();
            }
            catch (ProtocolViolationException)
            {
                // One of the two allowed outcomes.
            }
        }
    }

    [Fact]
    public void A_page_is_shared_and_a_file_that_is_none_is_refused()
    {
        using var directory = new TemporaryDirectory();
        using var made = FlightRecord.Create(directory.PathOf("a"));
        using var opened = FlightRecord.Open(directory.PathOf("a"));
        (opened.Heartbeat, opened.RunningJob, opened.TokenSeen) = (5, 6, true);
        (made.Heartbeat, made.RunningJob, made.TokenSeen).ShouldBe((5L, 6ul, true));
        Should.Throw<IOException>(() => FlightRecord.Create(directory.PathOf("a")));
        File.WriteAllBytes(directory.PathOf("b"), new byte[4096 + FlightRecord.OutboxSize]);
        Should.Throw<InvalidDataException>(() => FlightRecord.Open(directory.PathOf("b")));
        File.WriteAllText(directory.PathOf("c"), "x");
        Should.Throw<InvalidDataException>(() => FlightRecord.Open(directory.PathOf("c")));
    }
}
