using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class RecyclingSpecs : PoolSpecs
{
    [Fact]
    public async Task Sixty_jobs_at_one_job_per_worker_run_in_sixty_processes()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, MaxTasksPerWorker = 1 });
        var pids = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => pool.RunAsync(Work.Pid))).WaitAsync(2 * Patience);
        pids.Distinct().Count().ShouldBe(60);
        Children.Of(Environment.ProcessId).Count(child => child.State == 'Z').ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_backlog_longer_than_all_workers_together_may_run_does_not_stall()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, MaxTasksPerWorker = 7 });
        var pids = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => pool.RunAsync(Work.Pid))).WaitAsync(2 * Patience);
        pids.GroupBy(pid => pid).ShouldAllBe(jobs => jobs.Count() <= 7);
        pool.Snapshot().Workers.Sum(worker => worker.Generation).ShouldBeGreaterThanOrEqualTo(100 / 7);
    }

    [Fact]
    public async Task The_planned_end_of_a_worker_is_no_warning()
    {
        var log = new LogLines();
        await using (var pool = await Start(new ProcessPoolOptions { Workers = 1, MaxTasksPerWorker = 2, LoggerFactory = log }))
        {
            for (var i = 0; i < 6; i++)
                await pool.RunAsync(Work.Pid).WaitAsync(Patience);
        }
        log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Disposal_during_recycling_is_clean()
    {
        var pool = await Start(new ProcessPoolOptions { Workers = 2, MaxTasksPerWorker = 1 });
        var jobs = Enumerable.Range(0, 6).Select(_ => pool.RunAsync(Work.Pid)).ToArray();
        await jobs[2].WaitAsync(Patience);
        await pool.DisposeAsync().AsTask().WaitAsync(Patience);
        (await Task.WhenAll(jobs).WaitAsync(Patience)).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task Each_worker_of_one_job_has_fresh_statics()
    {
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, MaxTasksPerWorker = 1 });
        for (var i = 0; i < 3; i++)
            (await pool.RunAsync(Work.RaiseNumber).WaitAsync(Patience)).ShouldBe(2);
    }
}
