using System.Threading.Channels;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>What the ends of jobs and the deaths of processes mean for a channel.</summary>
public sealed class ChannelLossSpecs : PoolSpecs
{
    private static int PidOf(ProcessPool pool) => pool.Snapshot().Workers.Single().Pid;

    [Fact]
    public async Task A_writer_that_is_killed_ends_the_channel_for_its_readers()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        var writing = pool.RunAsync(ChannelJobs.WriteAndWait, channel, 5, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the item is written");
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(5);
        var reading = channel.ReadAsync().AsTask();
        ProcessTable.Kill(PidOf(pool));
        var error = await Should.ThrowAsync<ChannelClosedException>(reading.WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<WorkerLostException>().Message.ShouldContain("SIGKILL");
        await Should.ThrowAsync<WorkerLostException>(writing.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_writer_whose_job_ended_in_order_may_die_later()
    {
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        (await pool.RunAsync(ChannelJobs.TryWrite, channel, 1).WaitAsync(Patience)).ShouldBeTrue();
        var first = PidOf(pool);
        ProcessTable.Kill(first);
        await Until(
            () => pool.Snapshot().Workers is [{ State: WorkerState.Ready } worker] && worker.Pid != first,
            "the worker is replaced");
        (await pool.RunAsync(ChannelJobs.TryWrite, channel, 2).WaitAsync(Patience)).ShouldBeTrue();
        channel.Complete();
        (await pool.RunAsync(ChannelJobs.ReadAll, channel).WaitAsync(Patience)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task While_another_writer_lives_the_channel_goes_on()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(2);
        var channel = pool.CreateChannel<int>();
        var first = pool.RunAsync(ChannelJobs.WriteAndWait, channel, 1, gate + "1");
        await Until(() => Gate.Waiting(gate + "1") == 1, "the first has written");
        var second = pool.RunAsync(ChannelJobs.WriteAndWait, channel, 2, gate + "2");
        await Until(() => Gate.Waiting(gate + "2") == 1, "the second has written");
        ProcessTable.Kill(pool.Snapshot().Workers[0].Pid);
        await Task.WhenAny(first, second).WaitAsync(Patience);
        await channel.WriteAsync(3);
        Gate.Open(gate + "1");
        Gate.Open(gate + "2");
        await Task.WhenAll(first, second).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(1);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(2);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(3);
        await Should.ThrowAsync<ChannelClosedException>(channel.ReadAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_dead_writer_is_ignored_where_that_is_asked_for()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>(new ProcessChannelOptions { WriterLoss = WriterLoss.Ignored });
        var writing = pool.RunAsync(ChannelJobs.WriteAndWait, channel, 5, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the item is written");
        ProcessTable.Kill(PidOf(pool));
        await Should.ThrowAsync<WorkerLostException>(writing.WaitAsync(Patience));
        await channel.WriteAsync(6);
        channel.Complete();
        (await pool.RunAsync(ChannelJobs.ReadAll, channel).WaitAsync(Patience)).ShouldBe([5, 6]);
    }

    [Fact]
    public async Task An_item_whose_reader_dies_before_it_acknowledged_goes_to_the_next_reader()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        await channel.WriteAsync(1);
        await channel.WriteAsync(2);
        var taking = pool.RunAsync(ChannelJobs.TakeAndWait, channel, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the reader has the item");
        channel.Complete();
        ProcessTable.Kill(PidOf(pool));
        await Should.ThrowAsync<WorkerLostException>(taking.WaitAsync(Patience));
        var again = await channel.ReceiveAsync().AsTask().WaitAsync(Patience);
        (again.Value, again.Deliveries).ShouldBe((1, 2));
        again.Acknowledge();
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(2);
    }

    [Fact]
    public async Task An_item_whose_readers_job_ends_without_acknowledging_comes_back_to_its_place()
    {
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        await channel.WriteAsync(1);
        await channel.WriteAsync(2);
        (await pool.RunAsync(ChannelJobs.TakeAndForget, channel).WaitAsync(Patience)).ShouldBe(1);
        channel.Complete();
        (await pool.RunAsync(ChannelJobs.ReadAll, channel).WaitAsync(Patience)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task The_end_waits_for_items_that_another_reader_may_give_back()
    {
        await using var channel = ProcessChannel.Create<int>();
        await using var pool = await Start();
        var gate = Path.Combine(Scratch(), "gate");
        await channel.WriteAsync(1);
        channel.Complete();
        var taking = pool.RunAsync(ChannelJobs.TakeAndWait, channel, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the reader has the item");
        var reading = channel.ReadAsync().AsTask();
        Gate.Open(gate);
        await taking.WaitAsync(Patience);
        (await reading.WaitAsync(Patience)).ShouldBe(1, "the job ended without acknowledging it");
    }

    [Fact]
    public async Task Draining_waits_until_all_is_read_and_acknowledged()
    {
        await using var channel = ProcessChannel.Create<int>();
        await channel.WaitUntilDrainedAsync().WaitAsync(Patience);
        await channel.WriteAsync(1);
        await channel.WriteAsync(2);
        var drained = channel.WaitUntilDrainedAsync();
        (await channel.ReadAsync()).ShouldBe(1);
        var second = await channel.ReceiveAsync();
        drained.IsCompleted.ShouldBeFalse();
        second.Acknowledge();
        second.Release();
        await drained.WaitAsync(Patience);
        channel.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_reader_that_dies_while_it_waits_takes_no_item_with_it()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var channel = pool.CreateChannel<int>();
        var reading = pool.RunAsync(async () =>
        {
            var item = channel.ReadAsync();
            Gate.Open(gate);
            return await item;
        });
        await Until(() => File.Exists(gate), "the job waits for an item");
        var pid = PidOf(pool);
        ProcessTable.Kill(pid);
        await Should.ThrowAsync<WorkerLostException>(reading.WaitAsync(Patience));
        await channel.WriteAsync(1);
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(1);
    }
}
