using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>
/// Eight processes at once on one shared object, some of them killed at random in the middle of it. Afterwards a checker
/// compares their ledgers with what the object says: nothing is lost or doubled but what a kill explains.
/// </summary>
public sealed class StateStormSpecs(ITestOutputHelper output) : PoolSpecs
{
    private const int Processes = 8;
    private const int Kills = 10;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(5)]
    public async Task A_channel_loses_and_doubles_only_what_was_in_the_hands_of_the_dead(int capacity)
    {
        const int Items = 1500;
        var (pool, random, folder) = await Stage();
        await using var _ = pool;
        var channel = pool.CreateChannel<int>(new ProcessChannelOptions { Capacity = capacity, WriterLoss = WriterLoss.Ignored });
        var reading = Enumerable.Range(0, Processes / 2)
            .Select(_ => KillStorm.UntilDone(() => pool.RunAsync(StormJobs.Read, channel, folder)))
            .ToList();
        var writing = Enumerable.Range(0, Processes / 2)
            .Select(writer => KillStorm.UntilDone(() => pool.RunAsync(StormJobs.Write, channel, writer, Items, folder)))
            .ToList();
        await KillStorm.RageAsync(
            pool,
            random,
            Kills,
            kill => Until(() => KillStorm.Lines(folder, "read-*").Count >= (kill + 1) * 2 * Items / Kills, "items get through"));
        await Task.WhenAll(writing).WaitAsync(4 * Patience);
        channel.Complete();
        await Task.WhenAll(reading).WaitAsync(4 * Patience);

        var read = KillStorm.Lines(folder, "read-*").Select(int.Parse).ToList();
        var doubled = read.Count - read.Distinct().Count();
        var lost = (Processes / 2 * Items) - read.Distinct().Count();
        output.WriteLine($"{read.Count} read, {lost} lost, {doubled} doubled");
        (lost + doubled).ShouldBeLessThanOrEqualTo(Kills, "a kill falls between one item and its note");
    }

    [Fact]
    public async Task Pipes_answer_in_order_until_an_end_dies_and_then_say_so()
    {
        const int Times = 5000;
        var (pool, random, folder) = await Stage();
        await using var _ = pool;
        var jobs = new List<Task<string?>>();
        for (var pair = 0; pair < Processes / 2; pair++)
        {
            var (asking, answering) = pool.CreatePipe<int>();
            jobs.Add(pool.RunAsync(StormJobs.Ask, asking, Times, folder));
            jobs.Add(pool.RunAsync(StormJobs.Answer, answering));
        }
        await KillStorm.RageAsync(pool, random, 3, kill => Until(
            () => jobs.TrueForAll(job => job.IsCompleted) || KillStorm.Lines(folder, "talk-*").Count >= (kill + 1) * Times / 3,
            "they talk"));
        await Task.WhenAll(jobs).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(2 * Patience);
        foreach (var job in jobs.Where(job => job.IsCompletedSuccessfully))
            (await job).ShouldBeNull();
        jobs.Where(job => job.IsFaulted).ShouldAllBe(job => job.Exception!.InnerException is WorkerLostException);
        jobs.Count(job => job.IsFaulted).ShouldBeInRange(0, 3);
    }

    [Fact]
    public async Task A_list_has_what_was_added_once_and_in_each_writers_order()
    {
        var (pool, random, folder) = await Stage();
        await using var _ = pool;
        var list = pool.CreateList<string>();
        var jobs = Enumerable.Range(0, Processes).Select(writer => pool.RunAsync(StormJobs.Append, list, writer, 400, folder)).ToList();
        var killed = await Storm(pool, random, jobs, () => KillStorm.Lines(folder, "added-*").Count, 8 * 400);

        var items = await list.SnapshotAsync();
        items.ShouldBeUnique();
        items.Count.ShouldBeInRange(KillStorm.Lines(folder, "added-*").Count, KillStorm.Lines(folder, "added-*").Count + killed);
        KillStorm.Lines(folder, "added-*").Except(items).ShouldBeEmpty("these are lost");
        foreach (var own in items.Select(item => item.Split(' ')).GroupBy(item => item[0], item => int.Parse(item[1])))
            own.ShouldBe(Enumerable.Range(0, own.Count()));
    }

    [Fact]
    public async Task A_dictionary_counts_every_step_once()
    {
        // So many that the kills come before they are done.
        const int Steps = 10_000;
        var (pool, random, folder) = await Stage();
        await using var _ = pool;
        var counts = pool.CreateDictionary<string, int>();
        var jobs = Enumerable.Range(0, Processes)
            .Select(i => pool.RunAsync(StormJobs.Raise, counts, i % 2 == 0 ? "even" : "odd", Steps, folder))
            .ToList();
        var killed = await Storm(pool, random, jobs, () => KillStorm.Lines(folder, "raised-*").Count, Processes * Steps);
        var noted = KillStorm.Lines(folder, "raised-*");
        (await counts.SnapshotAsync()).Values.Sum().ShouldBeInRange(noted.Count, noted.Count + killed);
        noted.Count(line => line.EndsWith("short", StringComparison.Ordinal))
            .ShouldBeGreaterThan(noted.Count * 3 / 4, "the home is not asked");
    }

    [Fact]
    public async Task A_semaphore_never_lets_more_in_than_it_has_places()
    {
        const int Places = 3;
        var (pool, random, folder) = await Stage();
        await using var _ = pool;
        var places = pool.CreateSemaphore(Places);
        using var inside = pool.CreateArray<int>(Processes);
        var jobs = Enumerable.Range(0, Processes).Select(i => pool.RunAsync(() => StormJobs.Enter(places, inside, i, 300, folder)))
            .ToList();
        await Storm(pool, random, jobs, () => KillStorm.Lines(folder, "entered-*").Count, 8 * 300);
        foreach (var job in jobs.Where(job => job.IsCompletedSuccessfully))
            (await job).ShouldBeInRange(1, Places);
        await Until(() => places.CountAvailableAsync().Result == Places, "all leases are back");
    }

    [Fact]
    public async Task A_barrier_breaks_for_all_who_are_left_when_one_of_them_dies()
    {
        var (pool, random, folder) = await Stage();
        await using var _ = pool;
        for (var round = 0; round < 5; round++)
        {
            var barrier = pool.CreateBarrier(Processes);
            var before = KillStorm.Lines(folder, "met-*").Count;
            await AllReady(pool, Processes);
            var jobs = Enumerable.Range(0, Processes).Select(_ => pool.RunAsync(StormJobs.Meet, barrier, 100_000, folder)).ToList();
            await KillStorm.RageAsync(
                pool,
                random,
                1,
                _ => Until(() => KillStorm.Lines(folder, "met-*").Count >= before + (50 * Processes), "they meet"));
            await Task.WhenAll(jobs).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
            jobs.Count(job => job.IsFaulted).ShouldBe(1);
            var left = jobs.Where(job => job.IsCompletedSuccessfully).Select(job => job.Result).ToList();
            left.ShouldAllBe(end => end.Broken);
            (left.Max(end => end.Met) - left.Min(end => end.Met)).ShouldBeLessThanOrEqualTo(1);
        }
    }

    private async Task<(ProcessPool Pool, Random Random, string Folder)> Stage()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var pool = await Start(new ProcessPoolOptions { Workers = Processes, OutputMode = OutputMode.Drop });
        await AllReady(pool, Processes);
        return (pool, new Random(seed), Scratch());
    }

    /// <summary>Kills while the jobs get on, and waits for the end of all.</summary>
    /// <returns>How many jobs were lost.</returns>
    private async Task<int> Storm(ProcessPool pool, Random random, IReadOnlyList<Task> jobs, Func<int> done, int all)
    {
        // Every kill takes its job's share of the work with it: the last one comes well before what is left is done.
        await KillStorm.RageAsync(
            pool,
            random,
            Kills / 2,
            kill => Until(() => jobs.All(job => job.IsCompleted) || done() >= (kill + 1) * all / (2 * Kills), "they get on"));
        await Task.WhenAll(jobs).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(2 * Patience);
        jobs.Where(job => job.IsFaulted).ShouldAllBe(job => job.Exception!.InnerException is WorkerLostException);
        var killed = jobs.Count(job => job.IsFaulted);
        output.WriteLine($"{done()} of {all} noted, {killed} jobs lost");
        killed.ShouldBeGreaterThan(0);
        return killed;
    }
}
