using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Jobs;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.SharedArrays;

/// <summary>Eight processes at one array, with and without deaths: no increment is lost or doubled.</summary>
public sealed class SharedArrayKillSpecs(ITestOutputHelper output) : CrashSpecs
{
    private const int Processes = 8;

    [Fact]
    public async Task Eight_processes_count_at_once_and_no_increment_is_lost()
    {
        const int times = 100_000;
        var pool = await StartFullAsync(Processes);
        using var counters = pool.CreateArray<int>(16);
        await Task.WhenAll(Enumerable.Range(0, 2 * Processes).Select(i => pool.RunAsync(ArrayJobs.Increment, counters, i % 2, times)))
            .Soon();
        (counters[0], counters[1]).ShouldBe((Processes * times, Processes * times));
    }

    [Fact]
    public async Task Random_kills_cost_at_most_the_one_increment_that_was_half_done()
    {
        const int kills = 30;
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var pool = await StartFullAsync(Processes);
        var counters = pool.CreateArray<long>(1 + Processes + kills);
        var gate = PathOf("stop");
        var jobs = new List<Task>();
        void Add() => jobs.Add(pool.RunAsync(ArrayJobs.CountUntil, counters, jobs.Count + 1, gate));
        for (var i = 0; i < Processes; i++)
            Add();
        var killed = new HashSet<int>();
        List<int> Busy() => [.. pool.Snapshot().Workers.Where(worker => worker.Jobs > 0 && worker.Pid > 0 && !killed.Contains(worker.Pid))
            .Select(worker => worker.Pid)];
        while (killed.Count < kills)
        {
            var due = counters[0] + random.Next(200_000);
            await Patience.UntilAsync(() => counters[0] > due && Busy().Count > 0);
            if (Busy() is not { Count: > 0 } busy)
                continue;
            var victim = busy[random.Next(busy.Count)];
            killed.Add(victim);
            ProcessTable.Kill(victim);
            Add();
        }
        await Patience.UntilAsync(() => !pool.Snapshot().Workers.Any(worker => killed.Contains(worker.Pid)));
        await File.WriteAllTextAsync(gate, "");
        foreach (var job in jobs)
            await job.EndAsync();
        var own = 0L;
        for (var i = 1; i < counters.Length; i++)
            own += counters[i];
        output.WriteLine($"{counters[0]:N0} increments, {counters[0] - own} of them by processes killed before they had noted their own");
        jobs.Where(job => job.IsFaulted).ShouldAllBe(job => job.Exception!.InnerException is WorkerLostException);
        counters[0].ShouldBeGreaterThan(0);
        // A job that had not begun when its worker was killed runs elsewhere.
        var lost = jobs.Count(job => job.IsFaulted);
        lost.ShouldBeInRange(1, kills);
        (counters[0] - own).ShouldBeInRange(0, lost);
        counters.Dispose();
        await Patience.UntilAsync(() => SharedMaps.Everywhere() == 0);
    }

    [Fact]
    public async Task A_killed_parent_leaves_no_shared_memory_no_child_and_no_file()
    {
        var before = Directory.GetFileSystemEntries("/dev/shm");
        for (var round = 0; round < 5; round++)
        {
            using var parent = ParentProgram.Start(
                "share",
                Directory.CreateDirectory(PathOf($"{round}")).FullName,
                MarkVariable,
                MarkValue);
            _ = await parent.ReadAsync("ready");
            var processes = ProcessTable.WithEnvironment(Mark);
            // The program, two workers of its pool, a child that runs and one whose thread runs on.
            processes.Count.ShouldBe(5, ProcessTable.Describe(processes));
            processes.Sum(SharedMaps.Of).ShouldBeGreaterThanOrEqualTo(4);
            parent.Kill();
            await Patience.UntilAsync(() => ProcessTable.WithEnvironment(Mark).Count == 0, TimeSpan.FromSeconds(3));
            await Patience.UntilAsync(() => PoolDirectories(parent.Pid).Count == 0, TimeSpan.FromSeconds(1));
        }
        Directory.GetFileSystemEntries("/dev/shm").Except(before)
            .ShouldNotContain(path => path.Contains("array", StringComparison.Ordinal));
    }
}
