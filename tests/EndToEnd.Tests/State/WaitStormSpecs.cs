using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>
/// Eight processes at once that wait for each other, at an event or on a condition, some of them killed at random: nobody goes on
/// too early, and nobody is left waiting for what the dead did not do any more.
/// </summary>
public sealed class WaitStormSpecs(ITestOutputHelper output) : PoolSpecs
{
    private const int Processes = 8;
    private const int Kills = 10;

    [Fact]
    public async Task An_event_lets_all_living_pass_in_every_round_and_nobody_between_two()
    {
        const int Rounds = 120;
        var (pool, random, folder) = await Stage(Processes + 1);
        await using var _ = pool;
        ProcessEvent[] gates = [pool.CreateEvent(), pool.CreateEvent()];
        var round = pool.CreateValue(0);
        var jobs = Enumerable.Range(0, Processes)
            .Select(own => pool.RunAsync(() => WaitStormJobs.PassGates(gates[0], gates[1], round, own, Rounds, folder)))
            .ToList();
        for (var number = 0; number < Rounds; number++)
        {
            await round.SetAsync(number);
            var gate = gates[number % 2];
            // The one who sets it may be killed, too; a gate that is set stays so.
            var setting = KillStorm.UntilDone(() => pool.RunAsync(async () => await gate.SetAsync()));
            if (number % 20 == 10)
                await KillStorm.RageAsync(pool, random, 1, _ => Task.CompletedTask);
            await setting.WaitAsync(Patience);
            await Until(() => AllPassed(jobs, folder, number), $"all who live pass in round {number}");
            await gate.ResetAsync();
        }
        await Task.WhenAll(jobs).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        foreach (var job in jobs.Where(job => job.IsCompletedSuccessfully))
            (await job).ShouldBeNull();
        jobs.Where(job => job.IsFaulted).ShouldAllBe(job => job.Exception!.InnerException is WorkerLostException);
        output.WriteLine($"{jobs.Count(job => job.IsFaulted)} were killed");
        jobs.Count(job => job.IsCompletedSuccessfully).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_condition_never_lets_two_in_and_leaves_nobody_waiting_when_its_holders_die()
    {
        const int Items = 150;
        var (pool, random, folder) = await Stage(Processes);
        await using var _ = pool;
        var changed = pool.CreateCondition();
        var stock = pool.CreateValue(0);
        var closed = pool.CreateValue(false);
        using var inside = pool.CreateArray<int>(Processes);
        var consuming = Enumerable.Range(0, Processes / 2).Select(own => KillStorm.UntilDone(async () =>
            (await pool.RunAsync(() => WaitStormJobs.Consume(changed, stock, closed, inside, own, folder))).ShouldBeNull())).ToList();
        var producing = Enumerable.Range(Processes / 2, Processes / 2).Select(own => KillStorm.UntilDone(async () =>
            (await pool.RunAsync(() => WaitStormJobs.Produce(changed, stock, inside, own, Items, folder))).ShouldBeNull())).ToList();
        const int All = Processes / 2 * Items;
        await KillStorm.RageAsync(pool, random, Kills, kill => Until(
            () => Failed(producing, consuming) || KillStorm.Lines(folder, "made-*").Count >= kill * All / (Kills + 1),
            "items are made"));
        await Task.WhenAll(producing).WaitAsync(2 * Patience);
        await closed.SetAsync(true);
        using (var held = await changed.AcquireAsync().WaitAsync(Patience))
            held.NotifyAll();
        await Task.WhenAll(consuming).WaitAsync(2 * Patience);

        var (made, taken) = (KillStorm.Lines(folder, "made-*").Count, KillStorm.Lines(folder, "taken-*").Count);
        output.WriteLine($"{made} made, {taken} taken");
        (await stock.GetAsync()).ShouldBe(0);
        Math.Abs(made - taken).ShouldBeLessThanOrEqualTo(Kills, "a kill falls between one change and its note");
    }

    private static bool Failed(params IEnumerable<Task>[] all) => all.Any(tasks => tasks.Any(task => task.IsFaulted));

    private static bool AllPassed(List<Task<string?>> jobs, string folder, int round)
    {
        var passed = KillStorm.Lines(folder, "passed-*").ToHashSet();
        return Enumerable.Range(0, jobs.Count).All(own => jobs[own].IsCompleted || passed.Contains($"{own} {round}"));
    }

    private async Task<(ProcessPool Pool, Random Random, string Folder)> Stage(int workers)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var pool = await Start(new ProcessPoolOptions { Workers = workers, OutputMode = OutputMode.Drop });
        await AllReady(pool, workers);
        return (pool, new Random(seed), Scratch());
    }
}
