using Troupe.EndToEnd.Tests.Pool;
using Troupe.EndToEnd.Tests.SharedArrays;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Processes that use one dictionary by the short way, while they are stopped and killed and the values go home and come
/// back.</summary>
public sealed class DictionaryLoadSpecs(ITestOutputHelper output) : PoolSpecs
{
    private const int Processes = 8;
    private static readonly string s_long = new('x', 100_000);

    [Fact]
    public async Task A_process_that_is_stopped_in_the_middle_of_it_holds_nobody_up_and_goes_on_where_it_was()
    {
        const int Workers = 3;
        const int Rounds = 25;
        await using var pool = await Start(Workers);
        await AllReady(pool, Workers);
        var counts = pool.CreateDictionary<string, string>();
        using var progress = pool.CreateArray<int>(Workers + 1);
        var jobs = Enumerable.Range(1, Workers)
            .Select(own => pool.RunAsync(() => DictionaryJobs.CountOn(counts, own == 1 ? "one" : "others", progress, own)))
            .ToList();
        await Until(() => Steps().Min() > 100, "all count");
        var random = new Random(Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var pid = pool.Snapshot().Workers[random.Next(Workers)].Pid;
            ProcessTable.Stop(pid);
            // All must go home and come back without the one that is stopped, and others get on in between.
            await counts.SetAsync("long", s_long);
            await OthersGetOn();
            await counts.RemoveAsync("long");
            await OthersGetOn();
            (await counts.SnapshotAsync()).Count.ShouldBe(2);
            ProcessTable.Continue(pid);
        }
        Volatile.Write(ref progress[DictionaryJobs.End], 1);
        var done = await Task.WhenAll(jobs).WaitAsync(Patience);
        output.WriteLine($"{done.Sum(job => job.Steps)} steps, {done.Sum(job => job.Short)} of them by the short way");
        (await counts.SnapshotAsync()).Values.Sum(int.Parse).ShouldBe(done.Sum(job => job.Steps));
        done.Sum(job => job.Short).ShouldBeGreaterThan(done.Sum(job => job.Steps) / 2);

        IEnumerable<int> Steps() => Enumerable.Range(1, Workers).Select(own => Volatile.Read(ref progress[own]));

        Task OthersGetOn()
        {
            var before = Steps().ToList();
            return Until(
                () => Steps().Zip(before, (now, then) => now - then).Count(steps => steps > 50) >= Workers - 1,
                "the others count on");
        }
    }

    [Fact]
    public async Task Random_kills_while_all_is_copied_lose_and_double_no_step()
    {
        const int Kills = 6;
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await using var pool = await Start(new ProcessPoolOptions { Workers = Processes, OutputMode = OutputMode.Drop });
        await AllReady(pool, Processes);
        var counts = pool.CreateDictionary<string, string>();
        using var progress = pool.CreateArray<int>(Processes + 1);
        var jobs = Enumerable.Range(1, Processes)
            .Select(own => pool.RunAsync(() => DictionaryJobs.CountOn(counts, own % 2 == 0 ? "even" : "odd", progress, own)))
            .ToList();
        // A job that has not begun is not lost with its process: it runs elsewhere.
        await Until(() => Enumerable.Range(1, Processes).All(own => Volatile.Read(ref progress[own]) > 0), "all count");
        var (last, copies) = (0, 0);
        await KillStorm.RageAsync(pool, random, Kills, async kill =>
        {
            for (var due = Steps() + 2000; Steps() < due; copies++)
            {
                // Copies in between show a number that only grows.
                var sum = (await counts.SnapshotAsync()).Values.Sum(int.Parse);
                sum.ShouldBeGreaterThanOrEqualTo(last);
                last = sum;
            }
        });
        Volatile.Write(ref progress[DictionaryJobs.End], 1);
        await Task.WhenAll(jobs).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        var killed = jobs.Count(job => job.IsFaulted);
        var all = (await counts.SnapshotAsync()).Values.Sum(int.Parse);
        output.WriteLine($"{all} counted, {Steps()} noted, {copies} copies, {killed} jobs lost");
        // A kill falls at most between one step and its note.
        all.ShouldBeInRange(Steps(), Steps() + killed);
        killed.ShouldBeInRange(1, Kills);
        var done = jobs.Where(job => job.IsCompletedSuccessfully).Select(job => job.Result).ToList();
        done.Sum(job => job.Short).ShouldBeGreaterThan(done.Sum(job => job.Steps) / 2, "the home is not asked");

        int Steps() => Enumerable.Range(1, Processes).Sum(own => Volatile.Read(ref progress[own]));
    }

    [Fact]
    public async Task What_one_process_begins_without_waiting_is_done_in_that_order_whichever_way_it_goes()
    {
        const int Times = 20_000;
        await using var pool = await Start(2);
        for (var round = 0; round < 5; round++)
        {
            await using var numbers = pool.CreateDictionary<string, int>();
            var watching = pool.RunAsync(DictionaryJobs.WatchGrow, numbers, Times);
            (await pool.RunAsync(DictionaryJobs.SetAhead, numbers, Times).WaitAsync(Patience)).ShouldBeTrue("it came to the short way");
            (await watching.WaitAsync(Patience)).ShouldBeFalse("it went back");
        }
    }

    [Fact]
    public async Task An_end_is_told_to_those_who_never_ask_the_home_and_leaves_no_memory_behind()
    {
        await using var pool = await Start(2);
        var before = (SharedMaps.OwnDescriptors(), SharedMaps.Everywhere());
        var dictionary = pool.CreateDictionary<string, int>();
        var begun = pool.CreateValue(0);
        var jobs = Enumerable.Range(0, 2).Select(_ => pool.RunAsync(DictionaryJobs.SetUntilItEnds, dictionary, begun)).ToList();
        await Until(() => begun.GetAsync().Result == 2, "both use it");
        // Looked for more than once: full tables give way to new ones while the descriptors are listed.
        await Until(() => SharedMaps.OwnDescriptors() > before.Item1, "there is a table");
        await dictionary.DisposeAsync();
        foreach (var job in jobs)
            (await job.WaitAsync(Patience)).ShouldContain("disposed");
        await begun.DisposeAsync();
        await Until(() => (SharedMaps.OwnDescriptors(), SharedMaps.Everywhere()) == before, "all tables are given back");
    }
}
