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
    public async Task The_log_names_the_limit_that_a_recycled_worker_has_reached()
    {
        var log = new LogLines();
        await using var byTasks = await Start(new ProcessPoolOptions { Workers = 1, MaxTasksPerWorker = 1, LoggerFactory = log });
        await byTasks.RunAsync(Work.Pid).WaitAsync(Patience);
        await Until(() => log.Lines.Any(line => line.Event.Id == 9), "the end of the share is logged");
        log.Lines.First(line => line.Event.Id == 9).Text.ShouldBe("Worker 0.1 is recycled: it has reached MaxTasksPerWorker.");

        log = new LogLines();
        await using var byMemory = await Start(new ProcessPoolOptions { Workers = 1, SoftMemoryLimit = 100 << 20, LoggerFactory = log });
        await byMemory.RunAsync(Troupe.Tests.Dummy.Work.Leak, 150).WaitAsync(Patience);
        await Until(() => log.Lines.Any(line => line.Event.Id == 9), "the memory is logged");
        log.Lines.First(line => line.Event.Id == 9).Text.ShouldBe("Worker 0.1 is recycled: it has reached SoftMemoryLimit.");
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
    public async Task With_one_job_per_worker_each_job_has_fresh_statics_in_a_process_of_its_own()
    {
        var here = Work.Number();
        await using var pool = await Start(new ProcessPoolOptions { Workers = 2, MaxTasksPerWorker = 1 });
        var jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pool.RunAsync(Work.RaiseNumberAndTellPid))).WaitAsync(Patience);
        jobs.ShouldAllBe(job => job.Number == 2);
        jobs.Select(job => job.Pid).Distinct().Count().ShouldBe(jobs.Length);
        Work.Number().ShouldBe(here);
    }

    [Fact]
    public async Task Without_it_a_static_outlives_its_job_and_is_seen_by_the_next_one_of_that_worker_alone()
    {
        await using var pool = await Start(1);
        var first = await pool.RunAsync(Work.RaiseNumberAndTellPid).WaitAsync(Patience);
        (await pool.RunAsync(Work.RaiseNumberAndTellPid).WaitAsync(Patience)).ShouldBe((first.Number + 1, first.Pid));
        await using var other = await Start(1);
        (await other.RunAsync(Work.RaiseNumber).WaitAsync(Patience)).ShouldBe(2);
    }
}
