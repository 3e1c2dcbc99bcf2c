using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Large values arrive whole, too large ones are refused by size, and a death in between hurts nobody else.</summary>
public sealed class LargePayloadSpecs : CrashSpecs
{
    private const int HundredMegabytes = 100_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(HundredMegabytes)]
    public async Task A_value_comes_back_as_it_went(int length)
    {
        var pool = await StartAsync(1);
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        (await pool.RunAsync(Work.Echo, bytes).Soon()).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task An_argument_over_the_limit_is_refused_at_the_call_and_names_the_limit()
    {
        var pool = await StartAsync(1, options => options.MaxMessageBytes = 1 << 20);
        var error = Should.Throw<PayloadTooLargeException>(() => { _ = pool.RunAsync(Work.Echo, new byte[(1 << 20) + 1]); });
        error.Message.ShouldContain("1,048,576");
        await ShouldWorkAsync(pool);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2 << 20)]
    public async Task A_value_of_just_the_limit_goes_both_ways(int limit)
    {
        var pool = await StartAsync(1, options => options.MaxMessageBytes = limit);
        // The length of the array travels, too, in at most 5 bytes.
        (await pool.RunAsync(Work.Echo, new byte[limit - 5]).Soon()).Length.ShouldBe(limit - 5);
        await Should.ThrowAsync<JobFailedException>(() => pool.RunAsync(Work.ThrowStrange, new string('x', 400))).Soon();
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task A_result_over_the_limit_fails_its_own_job_and_the_worker_lives()
    {
        var pool = await StartAsync(1, options => options.MaxMessageBytes = 1 << 20);
        var error = await Should.ThrowAsync<PayloadTooLargeException>(() => pool.RunAsync(Work.Make, 2 << 20)).Soon();
        error.Message.ShouldContain("1,048,576");
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task An_argument_of_two_gibibytes_is_refused_by_its_size()
    {
        var pool = await StartAsync(1);
        // Of 8 bytes each, and never touched: the size alone must do.
        Should.Throw<PayloadTooLargeException>(() => { _ = pool.RunAsync(Length, new long[(1 << 28) + 1]); });
        await ShouldWorkAsync(pool);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(80)]
    public async Task A_kill_in_the_middle_of_a_transfer_is_a_clean_failure(int milliseconds)
    {
        var pool = await StartFullAsync(2);
        var bytes = new byte[HundredMegabytes];
        for (var round = 0; round < 3; round++)
        {
            await Patience.UntilAsync(() => IsFull(pool));
            var victim = pool.Submit(Work.Echo, bytes);
            var innocent = Enumerable.Range(0, 20).Select(number => pool.RunAsync(Work.Add, number, 0)).ToList();
            await Task.Delay(milliseconds * (round + 1)); // Any moment will do; these are different ones.
            foreach (var worker in pool.Snapshot().Workers.Where(worker => worker.Busy && worker.Pid > 0))
                ProcessTable.Kill(worker.Pid);
            await victim.Task.EndAsync();
            if (victim.Task.IsFaulted)
                victim.Task.Exception.InnerException.ShouldBeOfType<WorkerLostException>();
            await Task.WhenAll(innocent).EndAsync();
            foreach (var job in innocent.Where(job => !job.IsCompletedSuccessfully))
                job.Exception.ShouldNotBeNull().InnerException.ShouldBeOfType<WorkerLostException>();
            await ShouldWorkAsync(pool);
        }
    }

    private static long Length(long[] numbers) => numbers.LongLength;
}
