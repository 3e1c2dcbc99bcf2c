using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.EndToEnd.Tests.State;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.Scale;

/// <summary>
/// Much of everything, and afterwards as little held as before. The usual figures fit into a quick run; with
/// TROUPE_LONG_TESTS=1 they are ten million jobs, 64 workers, 100 pools in a row, 24 at once, 1,600 deaths, and a flood of 200 MB.
/// </summary>
public sealed class ScaleSpecs(ITestOutputHelper output) : PoolSpecs
{
    private const int Batch = 10_000;

    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);

    private static bool IsLong => Environment.GetEnvironmentVariable("TROUPE_LONG_TESTS") == "1";

    [Fact]
    public async Task Millions_of_jobs_through_one_pool_leave_nothing_behind()
    {
        var batches = IsLong ? 1000 : 40;
        await using var pool = await Start(2);
        await RunBatch(pool, 0); // What the first jobs need stays for all.
        var before = Footprint.Now();
        for (var batch = 1; batch <= batches; batch++)
            await RunBatch(pool, batch);
        await ShouldBecome(before);
        pool.Snapshot().Workers.Sum(worker => worker.Finished).ShouldBe((batches + 1L) * Batch);
        output.WriteLine($"{batches * Batch} jobs");
    }

    private static async Task RunBatch(ProcessPool pool, int batch)
    {
        var first = batch * Batch;
        var results = await Task.WhenAll(Enumerable.Range(first, Batch).Select(number => pool.RunAsync(Work.Same, number)))
            .WaitAsync(s_long);
        results.ShouldBe(Enumerable.Range(first, Batch));
    }

    [Fact]
    public async Task Many_workers_on_few_processors_all_work_and_all_end()
    {
        var workers = IsLong ? 64 : 12;
        await Cycle(1);
        var before = Footprint.Now();
        await using (var pool = await Start(workers))
        {
            await pool.ResizeAsync(workers).WaitAsync(s_long); // Completes when every place is ready.
            var pids = await Task.WhenAll(Enumerable.Range(0, workers * 8).Select(_ => pool.RunAsync(Work.Sleep, 10))).WaitAsync(s_long);
            pids.Distinct().Count().ShouldBe(workers);
        }
        await ShouldBecome(before);
    }

    [Fact]
    public async Task Many_pools_in_a_row_give_everything_back()
    {
        await Cycle(2);
        await Cycle(2);
        var before = Footprint.Now();
        for (var number = 0; number < (IsLong ? 100 : 10); number++)
            await Cycle(2);
        await ShouldBecome(before);
    }

    [Fact]
    public async Task Many_pools_at_once_keep_out_of_each_others_way_and_give_everything_back()
    {
        await Task.WhenAll(Cycle(1), Cycle(1));
        var before = Footprint.Now();
        var pools = await Task.WhenAll(Enumerable.Range(0, IsLong ? 24 : 6).Select(_ => Start(1)));
        var pids = await Task.WhenAll(pools.Select(pool => pool.RunAsync(Work.Pid))).WaitAsync(s_long);
        pids.ShouldBeUnique();
        await Task.WhenAll(pools.Select(pool => pool.DisposeAsync().AsTask())).WaitAsync(s_long);
        await ShouldBecome(before);
    }

    [Fact]
    public async Task A_flood_on_standard_output_is_neither_kept_nor_waited_for()
    {
        var mebibytes = IsLong ? 200 : 48;
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, OutputMode = OutputMode.Forward });
        await pool.RunAsync(Work.Flood, 1).WaitAsync(Patience);
        var before = Footprint.Now();
        (await pool.RunAsync(Work.Flood, mebibytes).WaitAsync(s_long)).ShouldBe((long)mebibytes << 20);
        await ShouldBecome(before);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Workers_and_objects_that_die_leave_nothing_behind()
    {
        const int Stretches = 3;
        const int MostBytes = 3 * 1024;
        var deaths = IsLong ? 400 : 30;
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, OutputMode = OutputMode.Forward });
        await using var hosted = await pool.HostAsync(() => new Counter(0), new HostedOptions { MaxRestarts = int.MaxValue })
            .WaitAsync(Patience);
        var (channel, counts, total, guard) = (pool.CreateChannel<int>(new ProcessChannelOptions { WriterLoss = WriterLoss.Ignored }), pool
            .CreateDictionary<int, int>(), pool.CreateValue(0), pool.CreateLock());
        var reading = channel.ReadAllAsync().CountAsync().AsTask();
        await Die();
        var before = Footprint.Now();
        var sizes = new List<long> { before.Managed };
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            await Die();
            sizes.Add(Footprint.Now().Managed);
        }
        await ShouldBecome(before);
        output.WriteLine($"Managed, after {deaths} deaths each: {string.Join(", ", sizes)}");
        // The pools of buffers grow at times and shrink at others; what is kept of each death is there in every stretch.
        sizes.Skip(1).Zip(sizes, (after, start) => after - start).Min().ShouldBeLessThan(deaths * MostBytes);
        channel.Complete();
        (await reading.WaitAsync(Patience)).ShouldBeGreaterThan(0);

        async Task Die()
        {
            for (var death = 0; death < deaths; death += 2)
            {
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Should.ThrowAsync<WorkerLostException>(
                    pool.RunAsync(DeadlyJobs.UseAndDie, channel, counts, total, guard).WaitAsync(s_long))));
                if (death % 10 == 0)
                    await Should.ThrowAsync<WorkerLostException>(hosted.RunAsync(_ => DeadlyJobs.Die()).WaitAsync(s_long));
            }
        }
    }

    private static async Task Cycle(int workers)
    {
        await using var pool = await Start(workers);
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    /// <summary>Threads and handles end a moment after what they worked for.</summary>
    private async Task ShouldBecome(Footprint before)
    {
        await Until(() => Footprint.Now().IsAbout(before), $"what is held is about {before} again");
        output.WriteLine($"Before: {before}{Environment.NewLine}After: {Footprint.Now()}");
    }
}
