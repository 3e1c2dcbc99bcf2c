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
}
