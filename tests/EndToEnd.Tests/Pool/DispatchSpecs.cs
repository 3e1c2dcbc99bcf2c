using System.Diagnostics;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class DispatchSpecs : PoolSpecs
{
    [Fact]
    public async Task Nine_sleeps_on_three_workers_take_three_rounds_in_three_processes()
    {
        await using var pool = await Start(3);
        await AllReady(pool, 3);
        var clock = Stopwatch.StartNew();
        var pids = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => pool.RunAsync(Work.Sleep, 400))).WaitAsync(Patience);
        clock.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(1.15), TimeSpan.FromSeconds(2.4));
        pids.Distinct().Count().ShouldBe(3);
        pids.GroupBy(pid => pid).ShouldAllBe(group => group.Count() == 3);
    }

    [Fact]
    public async Task Short_jobs_do_not_wait_behind_a_long_one()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(2);
        await AllReady(pool, 2);
        var long1 = pool.RunAsync(Gate.Pass, gate);
        var short8 = Enumerable.Range(0, 8).Select(_ => pool.RunAsync(Work.Sleep, 20)).ToArray();
        var pids = await Task.WhenAll(short8).WaitAsync(Patience);
        long1.IsCompleted.ShouldBeFalse();
        Gate.Open(gate);
        pids.ShouldAllBe(pid => pid != long1.GetAwaiter().GetResult());
    }

    [Fact]
    public async Task Jobs_given_ahead_to_a_worker_that_turns_out_to_be_slow_run_elsewhere()
    {
        var folder = Scratch();
        await using var pool = await Start(2);
        await AllReady(pool, 2);
        // Time and again, since jobs also cross the very message that says the worker is slow.
        for (var round = 0; round < 40; round++)
        {
            var gate = Path.Combine(folder, $"gate-{round}");
            // Many quick runs teach the pool that this function is quick; then it blocks.
            for (var i = 0; i < 3; i++)
                await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => pool.RunAsync(Sometimes, ""))).WaitAsync(Patience);
            var slow = pool.RunAsync(Sometimes, gate);
            var quick = Enumerable.Range(0, 2000).Select(_ => pool.RunAsync(Sometimes, "")).ToArray();
            await Task.WhenAll(quick).WaitAsync(Patience);
            slow.IsCompleted.ShouldBeFalse();
            Gate.Open(gate);
            await slow.WaitAsync(Patience);
        }
    }

    [Fact]
    public async Task Free_workers_take_turns()
    {
        await using var pool = await Start(3);
        await AllReady(pool, 3);
        var pids = new List<int>();
        for (var i = 0; i < 9; i++)
            pids.Add(await pool.RunAsync(Work.Pid));
        pids.Take(3).Distinct().Count().ShouldBe(3);
        pids.Skip(3).Zip(pids).ShouldAllBe(pair => pair.First == pair.Second);
    }

    [Fact]
    public async Task Jobs_of_higher_priority_overtake_the_waiting_ones_and_equals_keep_their_order()
    {
        var folder = Scratch();
        var (gate, note) = (Path.Combine(folder, "gate"), Path.Combine(folder, "note"));
        await using var pool = await Start();
        var first = pool.RunAsync(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        var others = new List<Task>();
        foreach (var (number, priority) in new[] {
            (1, JobPriority.Low),
            (2, JobPriority.Normal),
            (3, JobPriority.High),
            (4, JobPriority.Normal),
            (5, JobPriority.High),
            (6, JobPriority.Low) })
        {
            others.Add(pool.RunAsync(Notes.Write2, note, number, new JobOptions { Priority = priority }));
        }

        Gate.Open(gate);
        await Task.WhenAll(others).WaitAsync(Patience);
        await first;
        (await File.ReadAllTextAsync(note)).ShouldBe("2:3;2:5;2:2;2:4;2:1;2:6;");
    }

    [Fact]
    public async Task A_job_that_waits_longer_than_its_queue_timeout_never_runs()
    {
        var folder = Scratch();
        var (gate, note) = (Path.Combine(folder, "gate"), Path.Combine(folder, "note"));
        await using var pool = await Start();
        var first = pool.RunAsync(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the first job runs");
        var limit = TimeSpan.FromMilliseconds(100);
        var error = await Should.ThrowAsync<JobTimeoutException>(
            pool.RunAsync(Notes.Write1, note, new JobOptions { QueueTimeout = limit }).WaitAsync(Patience));
        (error.Started, error.Limit).ShouldBe((false, limit));
        error.Message.ShouldContain("QueueTimeout");
        Gate.Open(gate);
        await first.WaitAsync(Patience);
        await pool.RunAsync(Arithmetic.Answer, new JobOptions { QueueTimeout = Patience }).WaitAsync(Patience);
        File.Exists(note).ShouldBeFalse();
    }

    private static int Sometimes(string gate) => gate.Length == 0 ? 0 : Gate.Pass(gate);
}
