using System.Collections.Concurrent;
using System.Globalization;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;
using Xunit.Abstractions;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Many jobs while workers die at random: every job has exactly one outcome, and the totals add up.</summary>
public sealed class RandomKillSpecs(ITestOutputHelper output) : CrashSpecs
{
    private const int Jobs = 10_000;
    private const int Kills = 100;
    private const int JobsPerKill = 95;
    private const int AtOnce = 64;

    [Fact]
    public async Task A_hundred_random_kills_during_ten_thousand_jobs_leave_every_job_exactly_one_outcome()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var pool = await StartFullAsync(4);
        var outcomes = new ConcurrentDictionary<int, int>();
        var handles = new List<(int Number, JobHandle<int> Handle)>();
        var killed = new List<int>();
        var killing = Task.Run(async () =>
        {
            while (killed.Count < Kills)
            {
                // Spread over the jobs and not over time: workers must get somewhere between two kills.
                var due = (killed.Count * JobsPerKill) + random.Next(JobsPerKill);
                await Patience.UntilAsync(() => outcomes.Count >= due);
                var ready = pool.Snapshot().Workers
                    .Where(worker => worker.Pid > 0 && worker.State == WorkerState.Ready && !killed.Contains(worker.Pid))
                    .ToList();
                if (ready.Count == 0)
                    continue;
                var victim = ready[random.Next(ready.Count)];
                killed.Add(victim.Pid);
                ProcessTable.Kill(victim.Pid);
            }
        });

        using var places = new SemaphoreSlim(AtOnce);
        while (handles.Count < Jobs || !killing.IsCompleted)
        {
            if (!await places.WaitAsync(TimeSpan.FromSeconds(30)))
                throw new TimeoutException($"No job has ended for half a minute. {Describe(pool, handles)}");
            var number = handles.Count;
            void Ended(bool _)
            {
                outcomes.AddOrUpdate(number, 1, (_, count) => count + 1);
                places.Release();
            }
            handles.Add((number, pool.Submit(Work.Account, number, Folder, _ => Ended(true), _ => Ended(false))));
        }
        await killing;
        foreach (var (_, handle) in handles)
            (await Task.WhenAny(handle.Task, Task.Delay(TimeSpan.FromSeconds(30)))).ShouldBe(handle.Task, Describe(pool, handles));
        await Patience.UntilAsync(() => outcomes.Count == handles.Count);
        await Patience.UntilAsync(() => IsFull(pool));

        var (begun, ended) = ReadLedgers();
        var lost = 0;
        foreach (var (number, handle) in handles)
        {
            begun.GetValueOrDefault(number).ShouldBeLessThanOrEqualTo(1, $"Job {number} ran more than once.");
            if (handle.Task.IsCompletedSuccessfully)
            {
                (await handle.Task).ShouldBe((number * 31) + 7);
                ended.GetValueOrDefault(number).ShouldBe(1, $"Job {number} succeeded.");
                handle.State.ShouldBe(JobState.Succeeded);
                continue;
            }
            lost++;
            handle.State.ShouldBe(JobState.Failed);
            var error = handle.Task.Exception.ShouldNotBeNull().InnerException.ShouldBeOfType<WorkerLostException>();
            killed.ShouldContain(error.Pid, "Only jobs of workers that were killed may fail.");
        }
        output.WriteLine($"{handles.Count} jobs, {lost} lost by {killed.Count} kills");
        lost.ShouldBeLessThanOrEqualTo(Kills, "One kill fails at most one job.");
        outcomes.Values.ShouldAllBe(count => count == 1);
        var snapshot = pool.Snapshot();
        (snapshot.Waiting, snapshot.Running).ShouldBe((0, 0));
        snapshot.Workers.Sum(worker => worker.Finished).ShouldBe(handles.Count - lost);
        snapshot.Workers.Sum(worker => worker.Generation).ShouldBe(4 + Kills);
    }

    private static string Describe(ProcessPool pool, List<(int Number, JobHandle<int> Handle)> handles)
    {
        var open = handles.Where(entry => !entry.Handle.Task.IsCompleted).Select(entry => $"{entry.Handle.Id}:{entry.Handle.State}");
        var snapshot = pool.Snapshot();
        return $"{handles.Count} submitted; open {string.Join(' ', open)}; waiting {snapshot.Waiting}; "
            + $"{string.Join(' ', snapshot.Workers)}";
    }

    private (Dictionary<int, int> Begun, Dictionary<int, int> Ended) ReadLedgers()
    {
        var lines = Directory.EnumerateFiles(Folder, "ledger-*").SelectMany(File.ReadLines).ToList();
        Dictionary<int, int> Count(char mark) => lines
            .Where(line => line.Length > 1 && line[0] == mark)
            .GroupBy(line => int.Parse(line[1..], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Count());
        return (Count('+'), Count('-'));
    }
}
