using System.Diagnostics;
using System.Threading.Channels;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

public sealed class ChannelSpecs : PoolSpecs
{
    [Fact]
    public async Task What_one_worker_writes_another_reads_and_the_caller_too()
    {
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<int>();
        await pool.RunAsync(ChannelJobs.WriteRange, channel, 1, 3).WaitAsync(Patience);
        channel.Count.ShouldBe(3);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(1);
        (await pool.RunAsync(ChannelJobs.TryRead, channel).WaitAsync(Patience)).ShouldBe(2);
        (await pool.RunAsync(ChannelJobs.TryRead, channel).WaitAsync(Patience)).ShouldBe(3);
        (await pool.RunAsync(ChannelJobs.TryRead, channel).WaitAsync(Patience)).ShouldBeNull();
    }

    [Fact]
    public async Task A_reader_in_one_worker_gets_what_a_writer_in_another_writes_meanwhile()
    {
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<int>(capacity: 3);
        var reading = pool.RunAsync(ChannelJobs.ReadAll, channel);
        await pool.RunAsync(ChannelJobs.WriteRange, channel, 0, 1000).WaitAsync(Patience);
        channel.Complete();
        (await reading.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 1000));
    }

    [Fact]
    public async Task Items_of_one_writer_keep_their_order_among_those_of_others()
    {
        await using var pool = await Start(3);
        var channel = pool.CreateChannel<int>();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(writer => pool.RunAsync(ChannelJobs.WriteRange, channel, writer * 1000, 300)))
            .WaitAsync(Patience);
        channel.Complete();
        var items = await pool.RunAsync(ChannelJobs.ReadAll, channel).WaitAsync(Patience);
        items.Length.ShouldBe(900);
        foreach (var own in items.GroupBy(item => item / 1000))
            own.ShouldBe(Enumerable.Range(own.Key * 1000, 300));
    }

    [Fact]
    public async Task A_full_channel_refuses_at_once_or_makes_the_writer_wait()
    {
        await using var channel = ProcessChannel.Create<string>(capacity: 2);
        channel.TryWrite("a").ShouldBeTrue();
        channel.TryWrite("b").ShouldBeTrue();
        channel.TryWrite("c").ShouldBeFalse();
        var waiting = channel.WriteAsync("c").AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        channel.TryRead(out var first).ShouldBeTrue();
        first.ShouldBe("a");
        await waiting.WaitAsync(Patience);
        channel.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_writer_waits_no_longer_than_its_time_and_has_written_nothing_then()
    {
        await using var channel = ProcessChannel.Create<int>(capacity: 1);
        await channel.WriteAsync(1);
        var clock = Stopwatch.StartNew();
        await Should.ThrowAsync<TimeoutException>(channel.WriteAsync(2, TimeSpan.FromMilliseconds(100)).AsTask().WaitAsync(Patience));
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(90));
        channel.TryRead(out _).ShouldBeTrue();
        channel.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reader_waits_no_longer_than_its_time_or_its_token()
    {
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        await Should.ThrowAsync<TimeoutException>(channel.ReadAsync(TimeSpan.FromMilliseconds(50)).AsTask().WaitAsync(Patience));
        await Should.ThrowAsync<TimeoutException>(
            pool.RunAsync(() => channel.ReadAsync(TimeSpan.FromMilliseconds(50)).AsTask()).WaitAsync(Patience));
        using var source = new CancellationTokenSource();
        var reading = channel.ReadAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading.WaitAsync(Patience));
        await channel.WriteAsync(7);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(7, "who gave up takes nothing");
    }

    [Fact]
    public async Task A_write_that_is_done_in_one_process_is_found_at_once_in_another()
    {
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<int>();
        for (var item = 0; item < 200; item++)
        {
            (await pool.RunAsync(ChannelJobs.TryWrite, channel, item).WaitAsync(Patience)).ShouldBeTrue();
            (await pool.RunAsync(ChannelJobs.TryRead, channel).WaitAsync(Patience)).ShouldBe(item);
        }
    }

    [Fact]
    public async Task Completing_lets_readers_have_what_is_there_and_refuses_writers()
    {
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>(capacity: 2);
        await channel.WriteAsync(1);
        await channel.WriteAsync(2);
        var waiting = channel.WriteAsync(3).AsTask();
        channel.Complete();
        channel.Complete(new InvalidOperationException("too late to matter"));
        await Should.ThrowAsync<ChannelClosedException>(waiting.WaitAsync(Patience));
        channel.TryWrite(4).ShouldBeFalse();
        (await pool.RunAsync(ChannelJobs.ReadAll, channel).WaitAsync(Patience)).ShouldBe([1, 2]);
        await Should.ThrowAsync<ChannelClosedException>(channel.ReadAsync().AsTask().WaitAsync(Patience));
        (await pool.RunAsync(ChannelJobs.WriteUntilRefused, channel).WaitAsync(Patience)).ShouldBe("closed");
    }

    [Fact]
    public async Task The_error_a_channel_is_completed_with_comes_after_the_last_item()
    {
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        await pool.RunAsync(async () =>
        {
            await channel.WriteAsync(1);
            channel.Complete(new InvalidDataException("the source is broken"));
        }).WaitAsync(Patience);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(1);
        var error = await Should.ThrowAsync<ChannelClosedException>(channel.ReadAsync().AsTask().WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<InvalidDataException>().Message.ShouldBe("the source is broken");
    }

    [Fact]
    public async Task A_channel_travels_in_lambdas_through_other_channels_and_in_results()
    {
        await using var pool = await Start(2);
        var channels = pool.CreateChannel<ProcessChannel<int>>();
        var inner = pool.CreateChannel<int>();
        await channels.WriteAsync(inner);
        await inner.WriteAsync(41);
        await pool.RunAsync(ChannelJobs.Forward, channels).WaitAsync(Patience);
        var back = await pool.RunAsync(async () =>
        {
            await inner.WriteAsync(await inner.ReadAsync() + 1);
            return inner;
        }).WaitAsync(Patience);
        (await back.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(43);
    }

    [Fact]
    public async Task What_cannot_be_encoded_is_refused_at_the_write_and_what_cannot_travel_at_the_creation()
    {
        await using var pool = await Start();
        Should.Throw<PayloadNotEncodableException>(() => pool.CreateChannel<Stream>());
        var channel = pool.CreateChannel<Node>();
        var cycle = new Node();
        cycle.Next = cycle;
        Should.Throw<PayloadNotEncodableException>(() => { channel.WriteAsync(cycle).AsTask(); });
        channel.Count.ShouldBe(0);
        await channel.WriteAsync(new Node());
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).Next.ShouldBeNull();
    }

    [Fact]
    public async Task An_item_may_be_as_long_as_a_message_and_a_longer_one_is_refused()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, MaxMessageBytes = 4 << 20 });
        var channel = pool.CreateChannel<byte[]>();
        await channel.WriteAsync(new byte[4_000_000]);
        (await pool.RunAsync(async () => (await channel.ReadAsync()).Length).WaitAsync(Patience)).ShouldBe(4_000_000);
        await pool.RunAsync(async () => await channel.WriteAsync(new byte[4_000_000])).WaitAsync(Patience);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).Length.ShouldBe(4_000_000);
        await Should.ThrowAsync<PayloadTooLargeException>(async () => await channel.WriteAsync(new byte[5_000_000]));
        await Should.ThrowAsync<PayloadTooLargeException>(
            pool.RunAsync(async () => await channel.WriteAsync(new byte[5_000_000])).WaitAsync(Patience));
        channel.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_end_of_the_channel_reaches_all_who_wait_for_it()
    {
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<int>();
        var gate = Path.Combine(Scratch(), "gate");
        var reading = pool.RunAsync(async () =>
        {
            Gate.Open(gate);
            return await channel.ReadAsync();
        });
        var own = channel.ReadAsync().AsTask();
        await Until(() => File.Exists(gate), "the job is about to read");
        await channel.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(own.WaitAsync(Patience));
        await Should.ThrowAsync<ObjectDisposedException>(reading.WaitAsync(Patience));
        Should.Throw<ObjectDisposedException>(() => channel.TryWrite(1));
        await Should.ThrowAsync<ObjectDisposedException>(pool.RunAsync(ChannelJobs.TryWrite, channel, 1).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_pools_channels_end_with_it()
    {
        var pool = await Start();
        var channel = pool.CreateChannel<int>();
        await channel.WriteAsync(1);
        await pool.DisposeAsync();
        Should.Throw<ObjectDisposedException>(() => channel.TryRead(out _)).Message.ShouldContain("the pool it was created by has ended");
        Should.Throw<PoolClosedException>(() => pool.CreateChannel<int>());
    }

    [Fact]
    public async Task A_handle_of_one_type_does_not_arrive_as_one_of_another()
    {
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        var mixed = pool.CreateChannel<ProcessChannel<int>>();
        await mixed.WriteAsync(channel);
        (await pool.RunAsync(async () => (await mixed.ReadAsync()).Count).WaitAsync(Patience)).ShouldBe(0);
        var error = await Should.ThrowAsync<InvalidOperationException>(
            pool.RunAsync(() => pool.CreateChannel<int>().Count).WaitAsync(Patience));
        error.Message.ShouldContain("where the pool was started");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_busy_channel_is_as_exact_as_one_that_is_seldom_used(int capacity)
    {
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<int>(capacity);
        var reading = pool.RunAsync(ChannelJobs.ReadAll, channel);
        await pool.RunAsync(ChannelJobs.WriteRange, channel, 0, 3000).WaitAsync(Patience);
        await channel.WaitUntilDrainedAsync().WaitAsync(Patience);
        channel.Complete();
        (await reading.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 3000));

        channel = pool.CreateChannel<int>(capacity);
        for (var round = 0; round < 40; round++)
        {
            (await pool.RunAsync(ChannelJobs.Fill, channel, round * 100).WaitAsync(Patience)).ShouldBe(capacity);
            channel.Count.ShouldBe(capacity);
            var drained = channel.WaitUntilDrainedAsync();
            var waiting = channel.WriteAsync(-1).AsTask();
            (drained.IsCompleted, waiting.IsCompleted).ShouldBe((false, false));
            (await pool.RunAsync(ChannelJobs.Empty, channel).WaitAsync(Patience)).ShouldBe(
                [.. Enumerable.Range(round * 100, capacity), -1]);
            await waiting.WaitAsync(Patience);
            await drained.WaitAsync(Patience);
            channel.TryRead(out _).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Items_of_all_lengths_keep_their_order_in_a_busy_channel_and_an_overflow_loses_none()
    {
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<byte[]>();
        // Far more than a ring has room for, with some that fit into no slot of it.
        await pool.RunAsync(async () =>
        {
            for (var item = 0; item < 6000; item++)
                await channel.WriteAsync(new byte[item % 500 == 499 ? 100_000 : item % 3000]);
        }).WaitAsync(Patience);
        channel.Count.ShouldBe(6000);
        channel.Complete();
        var lengths = await pool.RunAsync(async () =>
        {
            var read = new List<int>();
            await foreach (var item in channel.ReadAllAsync())
                read.Add(item.Length);
            return read.ToArray();
        }).WaitAsync(Patience);
        lengths.ShouldBe(Enumerable.Range(0, 6000).Select(item => item % 500 == 499 ? 100_000 : item % 3000));
    }

    [Fact]
    public async Task A_bad_capacity_or_time_is_refused_at_the_call()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ProcessChannel.Create<int>(capacity: 0));
        await using var channel = ProcessChannel.Create<int>();
        Should.Throw<ArgumentOutOfRangeException>(() => { channel.WriteAsync(1, TimeSpan.FromSeconds(-5)).AsTask(); });
        Should.Throw<ArgumentOutOfRangeException>(() => { channel.ReadAsync(TimeSpan.FromSeconds(-5)).AsTask(); });
    }

    public sealed class Node
    {
        public Node? Next { get; set; }
    }
}
