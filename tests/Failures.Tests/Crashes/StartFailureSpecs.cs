using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Supervision;
using Troupe.Tests.Clocks;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Workers that cannot start: a clear error after a few tries, never a storm and never an endless wait.</summary>
public sealed class StartFailureSpecs : CrashSpecs
{
    [Fact]
    public async Task An_initializer_that_throws_is_the_pools_start_error_after_a_few_tries()
    {
        var clock = Stopwatch.StartNew();
        var error = await Should.ThrowAsync<PoolStartException>(
            () => StartAsync(4, options => options.Initializer = CountsAndDies(PathOf("starts"), Death.Throw)));
        error.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe(Dying.Message);
        error.Message.ShouldBe("No worker of the pool could be started. The first one failed: ProcessPoolOptions.Initializer failed "
            + $"with InvalidOperationException: {Dying.Message}");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        File.ReadAllLines(PathOf("starts")).Length.ShouldBeInRange(4, 10);
    }

    [Fact]
    public async Task An_initializer_that_hangs_is_a_start_error_too()
    {
        var error = await Should.ThrowAsync<PoolStartException>(() => StartAsync(2, options =>
        {
            options.Initializer = CountsAndDies(PathOf("starts"), Death.Hang);
            options.StartTimeout = TimeSpan.FromSeconds(1);
        }));
        error.InnerException.ShouldBeOfType<TimeoutException>().Message.ShouldContain("StartTimeout");
    }

    [Fact]
    public async Task The_initializer_runs_again_in_replacements()
    {
        var pool = await StartFullAsync(1, options => options.Initializer = Counts(PathOf("starts")));
        await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.Die, Death.ExitThree)).Soon();
        var pid = await pool.RunAsync(Work.Pid).Soon();
        File.ReadAllLines(PathOf("starts")).Length.ShouldBe(2);
        File.ReadAllLines(PathOf("starts"))[1].ShouldBe($"{pid}");
    }

    [Fact]
    public async Task Workers_that_can_no_longer_start_open_the_circuit_and_callers_are_told()
    {
        var pool = await StartFullAsync(1, options => options.Initializer = DiesLater(Death.ExitThree, PathOf("first")));
        var started = new Started();
        var victim = pool.RunAsync(Work.Spin, started.Options);
        var pid = await started.Pid;
        var waiting = pool.RunAsync(Work.Add, 1, 1);
        ProcessTable.Kill(pid);

        await Should.ThrowAsync<WorkerLostException>(() => victim).Soon();
        var error = await Should.ThrowAsync<PoolUnavailableException>(() => waiting).Soon();
        error.InnerException.ShouldBeOfType<WorkerLostException>().ExitCode.ShouldBe(3);
        await Should.ThrowAsync<PoolUnavailableException>(() => pool.RunAsync(Work.Add, 1, 1)).Soon();
        File.ReadAllLines(PathOf("first.later")).Length.ShouldBe(5);
    }

    [Fact]
    public async Task An_unavailable_pool_tries_one_start_after_thirty_seconds_and_heals_by_itself()
    {
        var clock = new ManualTimeProvider();
        var broken = PathOf("broken");
        var pool = await StartFullAsync(1, options =>
        {
            options.TimeProvider = clock;
            options.Initializer = DiesWhile(broken);
            options.StartTimeout = TimeSpan.FromHours(1); // The clock is moved on while workers start.
        });
        _ = Open("broken");
        int Starts() => File.Exists(broken + ".starts") ? File.ReadAllLines(broken + ".starts").Length : 0;
        await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.Die, Death.Kill)).Soon();
        var waiting = pool.RunAsync(Work.Add, 1, 1);
        await Patience.UntilAsync(() =>
        {
            // The pauses between the first five starts go by, however long.
            if (!waiting.IsCompleted)
                clock.Advance(TimeSpan.FromMilliseconds(100));
            return waiting.IsCompleted;
        });
        await Should.ThrowAsync<PoolUnavailableException>(() => waiting);
        Starts().ShouldBe(5);

        // Half open: one start, which fails, and the circuit stays open.
        clock.Advance(StartBreaker.ProbePause);
        await Patience.UntilAsync(() => Starts() == 6 && pool.Snapshot().Workers[0].State == WorkerState.Down);
        await Should.ThrowAsync<PoolUnavailableException>(() => pool.RunAsync(Work.Add, 1, 1)).Soon();

        // What kept workers from starting is repaired: nothing happens before the pause is over, then the pool is whole.
        File.Delete(broken);
        clock.Advance(StartBreaker.ProbePause - TimeSpan.FromSeconds(1));
        pool.Snapshot().Workers[0].State.ShouldBe(WorkerState.Down);
        await Should.ThrowAsync<PoolUnavailableException>(() => pool.RunAsync(Work.Add, 1, 1)).Soon();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Patience.UntilAsync(() => IsFull(pool));
        await ShouldWorkAsync(pool);
        Starts().ShouldBe(6);
    }

    [Fact]
    public async Task One_place_that_cannot_start_does_not_keep_the_others_from_working()
    {
        var pool = await StartAsync(2, options => options.Initializer = DiesLater(Death.FailFast, PathOf("first")));
        for (var round = 0; round < 20; round++)
            await ShouldWorkAsync(pool);
        await Patience.UntilAsync(() => File.Exists(PathOf("first.later")) && File.ReadAllLines(PathOf("first.later")).Length >= 5);
        await ShouldWorkAsync(pool);
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var options = new ProcessPoolOptions
        {
            Workers = 2,
            Initializer = CountsAndDies(PathOf("starts"), Death.Hang),
            OutputMode = OutputMode.Drop
        };
        options.Environment[MarkVariable] = MarkValue;
        var start = ProcessPool.StartAsync(options, cancellation.Token);
        await Patience.UntilAsync(() => File.Exists(PathOf("starts")));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start).Soon();
        ProcessTable.WithEnvironment(Mark).ShouldBeEmpty();
    }

    private static Action Counts(string path) => () => Starts.Count(path);

    private static Action CountsAndDies(string path, Death how) => () =>
    {
        Starts.Count(path);
        Starts.Die(how);
    };

    private static Action DiesWhile(string file) => () => Starts.DieWhile(file);

    private static Action DiesLater(Death how, string marker) => () => Starts.DieLater(how, marker);
}
