using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>Who reads of a worker's end in the log reads which job it was for.</summary>
public sealed class WorkerEndLogSpecs : PoolSpecs, IDisposable
{
    private const int Forever = 600_000;

    private readonly LogLines _log = new();

    private Task<ProcessPool> StartLoggedAsync() => Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = _log });

    private string Warning => _log.Warnings.ShouldHaveSingleItem();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_worker_that_is_ended_for_a_time_limit_is_logged_with_the_job_and_its_limit()
    {
        await using var pool = await StartLoggedAsync();
        await Should.ThrowAsync<JobTimeoutException>(
            pool.RunAsync(Work.Sleep, Forever, new JobOptions { Timeout = TimeSpan.FromMilliseconds(50) }).WaitAsync(Patience));
        Warning.ShouldContain("It was ended for job 1 (Work.Sleep), which ran longer than its limit of 00:00:00.0500000");
    }

    [Fact]
    public async Task A_worker_that_is_ended_for_a_cancel_is_logged_with_the_job()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await StartLoggedAsync();
        var job = pool.Submit(Gate.Pass, gate);
        await Until(() => Gate.Waiting(gate) == 1, "the job runs");
        job.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(job.Task.WaitAsync(Patience));
        Warning.ShouldContain("It was ended for job 1 (Gate.Pass), which was cancelled");
    }

    [Fact]
    public async Task A_worker_that_ends_by_itself_is_logged_with_the_job_that_ran_there()
    {
        await using var pool = await StartLoggedAsync();
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Counter.Die).WaitAsync(Patience));
        Warning.ShouldContain("exited with code 3. Nothing in the pool ended it; job 1 (Counter.Die) ran there.");
    }
}
