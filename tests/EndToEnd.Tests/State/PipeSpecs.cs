using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.State;

public sealed class PipeSpecs : PoolSpecs
{
    [Fact]
    public async Task Two_processes_talk_both_ways_until_one_closes_its_end()
    {
        await using var pool = await Start();
        var (own, other) = pool.CreatePipe<int>();
        var answering = pool.RunAsync(PipeJobs.Squares, other);
        for (var number = 1; number <= 100; number++)
        {
            await own.WriteAsync(number);
            (await own.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(number * number);
        }
        own.Close();
        (await answering.WaitAsync(Patience)).ShouldBe(100);
    }

    [Fact]
    public async Task Two_workers_talk_with_each_other()
    {
        await using var pool = await Start(2);
        var (a, b) = pool.CreatePipe<int>(capacity: 2);
        var writing = pool.RunAsync(PipeJobs.WriteRange, a, 0, 500);
        var sum = await pool.RunAsync(async () =>
        {
            var total = 0;
            await foreach (var number in b.ReadAllAsync())
                total += number;
            return total;
        }).WaitAsync(Patience);
        await writing.WaitAsync(Patience);
        sum.ShouldBe(Enumerable.Range(0, 500).Sum());
    }

    [Fact]
    public async Task What_was_written_before_the_close_is_read_and_then_comes_the_end()
    {
        var (a, b) = ProcessPipe.Create<string>();
        await a.WriteAsync("last words");
        a.Close();
        a.Close();
        (await b.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe("last words");
        await Should.ThrowAsync<EndOfStreamException>(b.ReadAsync().AsTask().WaitAsync(Patience));
        b.TryRead(out _).ShouldBeFalse();
        (await Should.ThrowAsync<IOException>(b.WriteAsync("to nobody").AsTask().WaitAsync(Patience))).Message.ShouldContain("closed");
        b.Close();
        await Should.ThrowAsync<EndOfStreamException>(b.ReadAsync().AsTask().WaitAsync(Patience));
        await Should.ThrowAsync<IOException>(async () => await a.WriteAsync("to nobody"));
    }

    [Fact]
    public async Task Who_waits_at_either_end_is_told_of_the_close()
    {
        var (a, b) = ProcessPipe.Create<int>(capacity: 1);
        await a.WriteAsync(1);
        var writing = a.WriteAsync(2).AsTask();
        var reading = a.ReadAsync().AsTask();
        b.Close();
        await Should.ThrowAsync<IOException>(writing.WaitAsync(Patience));
        await Should.ThrowAsync<EndOfStreamException>(reading.WaitAsync(Patience));
        a.Close();
    }

    [Fact]
    public async Task The_death_of_the_process_at_the_other_end_is_a_clear_error()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start();
        var (own, other) = pool.CreatePipe<int>();
        await own.WriteAsync(1);
        var job = pool.RunAsync(PipeJobs.ReadAndWait, other, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job has its end");
        var reading = own.ReadAsync().AsTask();
        ProcessTable.Kill(pool.Snapshot().Workers.Single().Pid);
        var error = await Should.ThrowAsync<EndOfStreamException>(reading.WaitAsync(Patience));
        error.InnerException.ShouldBeOfType<WorkerLostException>().Message.ShouldContain("SIGKILL");
        (await Should.ThrowAsync<IOException>(async () => await own.WriteAsync(2))).InnerException.ShouldBeOfType<WorkerLostException>();
        await Should.ThrowAsync<WorkerLostException>(job.WaitAsync(Patience));
    }

    [Fact]
    public async Task An_end_moves_from_one_process_to_the_next()
    {
        await using var pool = await Start(2);
        var (own, other) = pool.CreatePipe<int>();
        var ends = pool.CreateChannel<ProcessPipe<int>>();
        (await own.WriteAsync(3).AsTask().ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default).WaitAsync(Patience))
            .ShouldBeTrue();
        var back = await pool.RunAsync(async () =>
        {
            await other.WriteAsync(await other.ReadAsync() + 1);
            return other;
        }).WaitAsync(Patience);
        await ends.WriteAsync(back);
        await own.WriteAsync(10);
        await pool.RunAsync(async () =>
        {
            var end = await ends.ReadAsync();
            await end.WriteAsync(await end.ReadAsync() + 1);
        }).WaitAsync(Patience);
        (await own.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(4);
        (await own.ReadAsync().AsTask().WaitAsync(Patience)).ShouldBe(11);
    }

    [Fact]
    public async Task A_one_way_pipe_refuses_the_wrong_direction()
    {
        var (reader, writer) = ProcessPipe.Create<int>(duplex: false);
        (reader.CanRead, reader.CanWrite, writer.CanRead, writer.CanWrite).ShouldBe((true, false, false, true));
        Should.Throw<InvalidOperationException>(() => { reader.WriteAsync(1).AsTask(); });
        await Should.ThrowAsync<InvalidOperationException>(async () => await writer.ReadAsync());
        await writer.WriteAsync(1);
        (await reader.ReadAsync()).ShouldBe(1);
        reader.Close();
        writer.Close();
    }

    [Fact]
    public async Task A_read_and_a_write_wait_no_longer_than_their_time()
    {
        var (a, b) = ProcessPipe.Create<int>(capacity: 1);
        await Should.ThrowAsync<TimeoutException>(a.ReadAsync(TimeSpan.FromMilliseconds(50)).AsTask().WaitAsync(Patience));
        await a.WriteAsync(1);
        await Should.ThrowAsync<TimeoutException>(a.WriteAsync(2, TimeSpan.FromMilliseconds(50)).AsTask().WaitAsync(Patience));
        (await b.ReadAsync()).ShouldBe(1);
        b.TryRead(out _).ShouldBeFalse("who gave up wrote nothing");
        a.Close();
        b.Close();
    }

    [Fact]
    public async Task Many_threads_at_both_ends_at_once_mix_no_messages()
    {
        const int Each = 250;
        await using var pool = await Start();
        var (own, other) = pool.CreatePipe<string>(capacity: 16);
        var writing = pool.RunAsync(PipeJobs.WriteFromThreads, other, 4, Each);
        var read = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var messages = new List<string>();
            for (var i = 0; i < Each; i++)
                messages.Add(await own.ReadAsync());
            return messages;
        }))).WaitAsync(2 * Patience);
        await writing.WaitAsync(Patience);
        read.SelectMany(messages => messages).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 4).SelectMany(thread => Enumerable.Range(0, Each).Select(i => PipeJobs.Message(thread, i)))
                .Order(StringComparer.Ordinal));
        own.Close();
    }

    [Fact]
    public async Task A_pools_pipes_end_with_it()
    {
        var pool = await Start();
        var (own, _) = pool.CreatePipe<int>();
        var reading = own.ReadAsync().AsTask();
        await pool.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(reading.WaitAsync(Patience));
        await Should.ThrowAsync<EndOfStreamException>(async () => await own.ReadAsync());
        await Should.ThrowAsync<IOException>(async () => await own.WriteAsync(1));
    }
}
