using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Code that runs at the exit of a worker's process, and never returns, holds up nothing for longer than a moment.</summary>
public sealed class PlannedEndSpecs : CrashSpecs
{
    private const string Told = "was to end and had not within 2 s";

    [Fact]
    public async Task A_worker_whose_exit_is_held_up_is_replaced_after_its_share_of_jobs()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => (options.MaxTasksPerWorker, options.LoggerFactory) = (2, log));
        await IsReplacedAsync(pool, log, () => ShouldWorkAsync(pool));
    }

    [Fact]
    public async Task A_worker_whose_exit_is_held_up_is_replaced_when_it_holds_much_memory()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => (options.SoftMemoryLimit, options.LoggerFactory) = (200L << 20, log));
        await IsReplacedAsync(pool, log, () => pool.RunAsync(Work.Leak, 300).Soon());
    }

    [Fact]
    public async Task A_pool_is_made_smaller_though_the_exit_of_a_worker_is_held_up()
    {
        var log = new LogLines();
        var pool = await StartFullAsync(2, options => options.LoggerFactory = log);
        await Task.WhenAll(pool.RunAsync(Starts.HangAtExit, PathOf("first")), pool.RunAsync(Starts.HangAtExit, PathOf("second"))).Soon();
        await pool.ResizeAsync(1).Soon();
        pool.Snapshot().Workers.ShouldHaveSingleItem().State.ShouldBe(WorkerState.Ready);
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task The_start_of_a_pool_whose_initializer_throws_fails_at_once_though_the_exit_of_its_workers_is_held_up()
    {
        var error = await Should.ThrowAsync<PoolStartException>(StartAsync(1, options =>
        {
            options.Initializer = () => Starts.HangAtExitAndThrow();
            options.StartTimeout = TimeSpan.FromMinutes(5);
        }));
        error.Message.ShouldContain("No such server.");
    }

    private async Task IsReplacedAsync(ProcessPool pool, LogLines log, Func<Task> cause)
    {
        await pool.RunAsync(Starts.HangAtExit, PathOf("ending")).Soon();
        await cause();
        await Patience.UntilAsync(() => File.Exists(PathOf("ending")));
        await Patience.UntilAsync(() => pool.Snapshot().Workers is [{ State: WorkerState.Ending }] || GenerationOf(pool) == 2);
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(2);
        log.Warnings.ShouldContain(line => line.Contains(Told, StringComparison.Ordinal));
    }
}
