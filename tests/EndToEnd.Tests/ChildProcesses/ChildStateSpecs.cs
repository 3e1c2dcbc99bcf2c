using System.Threading.Channels;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.ChildProcesses;

/// <summary>Shared objects without a pool: child processes use what this process has made.</summary>
public sealed class ChildStateSpecs : ChildSpecs
{
    [Fact]
    public async Task Two_children_talk_through_a_channel_and_what_they_write_is_all_there()
    {
        await using var channel = ProcessChannel.Create<int>();
        await using var reader = ChildProcess.Start(ChannelJobs.ReadAll, channel);
        await using (var writer = ChildProcess.Start(ChannelJobs.WriteRange, channel, 0, 500))
            await Ended(writer);
        channel.Complete();
        (await reader.Result.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 500));
    }

    [Fact]
    public async Task A_child_that_wrote_megabytes_ends_before_anybody_reads_them()
    {
        await using var channel = ProcessChannel.Create<byte[]>();
        await using var writer = ChildProcess.Start(ChannelJobs.WriteBlocks, channel, 8, 1 << 20);
        await Ended(writer);
        (writer.ExitCode, channel.Count).ShouldBe((0, 8));
        for (var block = 0; block < 8; block++)
        {
            var read = await channel.ReadAsync().AsTask().WaitAsync(Patience);
            (read.Length, read[^1]).ShouldBe((1 << 20, (byte)block));
        }
    }

    [Fact]
    public async Task A_child_at_the_other_end_of_a_pipe_answers_until_the_end_is_closed()
    {
        var (own, other) = ProcessPipe.Create<int>();
        await using var child = ChildProcess.Start(PipeJobs.Squares, other);
        for (var number = 0; number < 100; number++)
        {
            await own.WriteAsync(number);
            (await own.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(number * number);
        }
        own.Close();
        (await child.Result.WaitAsync(Patience)).ShouldBe(100);
        other.Close();
    }

    [Fact]
    public async Task A_child_that_dies_before_it_uses_its_end_of_a_pipe_is_told_at_the_other()
    {
        var (own, other) = ProcessPipe.Create<string>();
        var reading = own.ReadAsync().AsTask();
        await using var child = ChildProcess.Start(TransferredEndJobs.Exit, other);
        await Ended(child);
        (await Should.ThrowAsync<EndOfStreamException>(reading.WaitAsync(Patience / 3))).InnerException
            .ShouldBeOfType<WorkerLostException>();
        other.Close();
    }

    [Fact]
    public async Task Whenever_a_child_is_killed_nobody_waits_for_it()
    {
        var random = new Random(7);
        for (var round = 0; round < 10; round++)
        {
            var (own, other) = ProcessPipe.Create<string>();
            var reading = own.ReadAsync().AsTask();
            await using var child = ChildProcess.Start(TransferredEndJobs.Read, other);
            await Task.Delay(random.Next(60)); // The moment of the kill is what is tried here.
            child.Kill();
            await Ended(child);
            (await Should.ThrowAsync<EndOfStreamException>(reading.WaitAsync(Patience / 3))).InnerException
                .ShouldBeOfType<WorkerLostException>();
            other.Close();
        }
    }

    [Fact]
    public async Task Children_count_in_a_file_under_one_lock_and_in_one_dictionary()
    {
        var file = Path.Combine(Scratch(), "number");
        await using var guard = ProcessLock.Create();
        await using var counts = SharedDictionary.Create<string, int>();
        var children = new List<ChildProcess>();
        for (var i = 0; i < 3; i++)
        {
            children.Add(ChildProcess.Start(LockJobs.Count, guard, file, 200));
            children.Add(ChildProcess.Start(CellJobs.Count, counts, "all", 100));
        }
        foreach (var child in children)
        {
            await Ended(child);
            child.ExitCode.ShouldBe(0);
            await child.DisposeAsync();
        }
        (await File.ReadAllTextAsync(file)).ShouldBe("600");
        (await counts.GetAsync("all")).ShouldBe(300);
    }

    [Fact]
    public async Task A_child_that_is_killed_gives_its_lock_back_and_ends_the_channel_it_wrote_to()
    {
        var gate = Gate();
        await using var guard = ProcessLock.Create();
        await using var channel = ProcessChannel.Create<int>();
        await using var holder = ChildProcess.Start(LockJobs.HoldAndWait, guard, gate);
        await Until(() => Jobs.Gate.Waiting(gate) == 1, "the child holds the lock");
        await using var writer = ChildProcess.Start(ChannelJobs.WriteAndWait, channel, 1, gate + "2");
        await Until(() => Jobs.Gate.Waiting(gate + "2") == 1, "the child has written");
        ProcessTable.Kill(holder.Pid);
        ProcessTable.Kill(writer.Pid);
        using (var lease = await guard.AcquireAsync().WaitAsync(Patience))
            lease.Abandoned.ShouldBeTrue();
        (await channel.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(1);
        var error = await Should.ThrowAsync<ChannelClosedException>(channel.ReadAsync().AsTask().WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<WorkerLostException>();
    }
}
