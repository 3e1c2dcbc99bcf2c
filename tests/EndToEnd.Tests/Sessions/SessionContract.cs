using Microsoft.Extensions.Logging;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Sessions;
using Troupe.Tests.Dummy;
using Nested = Troupe.EndToEnd.Tests.Jobs.Nested;
using Work = Troupe.Tests.Dummy.Work;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>What a dispatcher may expect of a session, wherever its worker is: seen from the pool, with real processes.</summary>
public abstract class SessionContract : CrashSpecs
{
    private readonly EventLedger _ledger = new();

    /// <summary>Opens the sessions.</summary>
    private protected abstract SessionOpener Sessions { get; }

    private protected EventLedger Ledger => _ledger;

    protected override Task<ProcessPool> OpenAsync(ProcessPoolOptions options) => ProcessPool.StartAsync(options, _ledger.Around(Sessions));

    /// <summary>After each spec: its sessions have told what they had to, once and in order.</summary>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _ledger.ShouldBeInOrder();
    }

    [Fact]
    public async Task A_call_has_its_result()
    {
        var pool = await StartAsync(2);
        (await Task.WhenAll(Enumerable.Range(0, 200).Select(number => pool.RunAsync(Work.Add, number, 1))).Soon()).ShouldBe(
            Enumerable.Range(1, 200));
        var megabytes = await pool.RunAsync(Work.Echo, new byte[3 << 20]).Soon();
        megabytes.Length.ShouldBe(3 << 20);
    }

    [Fact]
    public async Task A_fault_has_its_type()
    {
        var pool = await StartAsync(1);
        (await Should.ThrowAsync<TimeoutException>(() => pool.RunAsync(Work.ThrowBefore, 2)).Soon()).Message.ShouldBe(Dying.Message);
        (await Should.ThrowAsync<OwnException>(() => pool.RunAsync(OwnException.Throw, "odd")).Soon()).ToString()
            .ShouldContain(nameof(OwnException.Throw));
    }

    [Fact]
    public async Task Progress_comes_in_order_and_before_the_outcome()
    {
        var pool = await StartAsync(1);
        var reports = new List<int>();
        (await pool.RunAsync(Reports.Count, 50, 0, new JobOptions().WithProgress(new Receiver(reports))).Soon()).ShouldBe(50);
        reports.ShouldBe(reports.Order().Distinct());
        reports[^1].ShouldBe(50);
    }

    [Fact]
    public async Task What_a_job_logs_reaches_the_pools_logger_before_its_outcome()
    {
        using var log = new LogLines();
        var pool = await StartAsync(1, options => options.LoggerFactory = log);
        await pool.RunAsync(Contexts.LogStructured, "a.csv").Soon();
        var line = log.Lines.Single(line => line.Event.Id == 31);
        (line.Level, line.Error?.GetType(), line.Scopes.Count).ShouldBe((LogLevel.Warning, typeof(InvalidDataException), 2));
        line.Text.ShouldStartWith("[worker 0.1, job 1] Read 3 rows of a.csv");
        line.Values.ShouldContain(new KeyValuePair<string, object?>("Count", 3));
    }

    [Fact]
    public async Task A_chunk_has_an_outcome_for_each_item_and_those_that_fail_fail_alone()
    {
        var pool = await StartAsync(2);
        var outcomes = await AllAsync(pool.OutcomesAsync(FailOnSeven, Enumerable.Range(0, 60), new StreamOptions { ChunkSize = 10 }));
        outcomes.Where(outcome => outcome.IsCompletedSuccessfully).Select(outcome => outcome.Value)
            .ShouldBe(Enumerable.Range(0, 60).Where(number => number % 10 != 7));
        outcomes.Where(outcome => !outcome.IsCompletedSuccessfully).ShouldAllBe(outcome => outcome.Error is InvalidDataException);
        outcomes.Count.ShouldBe(60);
    }

    [Fact]
    public async Task The_death_of_a_worker_at_an_item_fails_that_item_alone()
    {
        var pool = await StartAsync(1);
        var outcomes = await AllAsync(pool.OutcomesAsync(Items.ExitOn7, Enumerable.Range(0, 20), new StreamOptions { ChunkSize = 20 }));
        outcomes.Where(outcome => !outcome.IsCompletedSuccessfully).Select(outcome => outcome.Index).ShouldBe([7]);
        outcomes[7].Error.ShouldBeOfType<WorkerLostException>().ExitCode.ShouldBe(3);
        outcomes.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_death_fails_the_running_job_alone_and_what_was_ahead_runs_elsewhere()
    {
        var pool = await StartFullAsync(2);
        // Quick ones teach the pool that it may give several of them at once.
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => pool.RunAsync(SpinIf, false))).Soon();
        var started = new Started();
        var victim = pool.RunAsync(SpinIf, true, started.Options);
        var others = Enumerable.Range(0, 200).Select(_ => pool.RunAsync(SpinIf, false)).ToList();
        var pid = await started.Pid;
        ProcessTable.Kill(pid);
        var error = await Should.ThrowAsync<WorkerLostException>(() => victim).Soon();
        (error.ExitCode, error.SignalName, error.Reason, error.Pid, error.MayHaveRun).ShouldBe(
            (137, "SIGKILL", WorkerLostReason.Signalled, pid, true));
        await Task.WhenAll(others).Soon();
        await Patience.UntilAsync(() => IsFull(pool));
    }

    [Fact]
    public async Task A_loss_has_its_last_words_and_its_memory()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<WorkerLostException>(() => pool.RunAsync(Work.LastWords, "The disk is on fire.", 42)).Soon();
        (error.ExitCode, error.SignalName, error.Reason, error.Slot, error.Generation).ShouldBe((42, null, WorkerLostReason.Exited, 0, 1));
        error.StandardErrorTail.ShouldContain("The disk is on fire.");
        error.PeakMemory.ShouldBeInRange(10L << 20, 500L << 20);
    }

    [Fact]
    public async Task A_cancelled_job_that_obeys_ends_softly()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var job = pool.Submit(() => Work.ObeyAsync(JobContext.Current.CancellationToken), options: started.Options);
        var pid = await started.Pid;
        job.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => job.Task).Soon();
        (await pool.RunAsync(Work.Pid).Soon()).ShouldBe(pid);
    }

    [Fact]
    public async Task A_cancelled_job_that_does_not_listen_is_killed_and_those_ahead_run()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var job = pool.Submit(Work.Spin, options: started.Options);
        var pid = await started.Pid;
        var waiting = pool.Submit(Work.Mark, PathOf("ran"));
        var next = pool.RunAsync(Work.Add, 2, 2);
        waiting.Cancel();
        job.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => job.Task).Soon();
        (await next.Soon()).ShouldBe(4);
        (File.Exists(PathOf("ran")), ProcessTable.IsAlive(pid)).ShouldBe((false, false));
    }

    [Fact]
    public async Task A_time_limit_ends_a_job_by_its_token_or_by_a_kill()
    {
        var pool = await StartFullAsync(1);
        var limit = new JobOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        var softly = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.ObeyAsync, limit)).Soon();
        var killed = await Should.ThrowAsync<JobTimeoutException>(() => pool.RunAsync(Work.Spin, limit)).Soon();
        (softly.Started, softly.Limit, softly.Generation).ShouldBe((true, limit.Timeout, 1));
        (killed.Started, killed.Limit, killed.Pid).ShouldBe((true, limit.Timeout, softly.Pid));
        (await pool.RunAsync(Work.Generation).Soon()).ShouldBe(2);
    }

    [Fact]
    public async Task Jobs_submit_jobs_and_learn_what_became_of_them()
    {
        var pool = await StartAsync(1);
        (await pool.RunAsync(Nested.SumOfSquares, 8).Soon()).ShouldBe(140);
        (await pool.RunAsync(Nested.CatchNested).Soon()).ShouldBe("InvalidOperationException: the nested job's own");
        (await pool.RunAsync(Items.NestedMap, 30).Soon()).ShouldBe(Enumerable.Range(0, 30).Sum(number => number * number));
        (await pool.RunAsync(Nested.CancelNested, PathOf("never")).Soon()).ShouldBe("cancelled");
        (await pool.RunAsync(Work.TellOfNestedLoss, "hush").Soon()).ShouldStartWith("Exited 3 no signal");
    }

    [Fact]
    public async Task Jobs_given_to_a_worker_that_turns_out_to_be_slow_run_elsewhere()
    {
        var pool = await StartFullAsync(2);
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => pool.RunAsync(HoldIf, ""))).Soon();
            var slow = pool.RunAsync(HoldIf, PathOf($"go-{round}"));
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => pool.RunAsync(HoldIf, ""))).Soon();
            slow.IsCompleted.ShouldBeFalse();
            _ = Open($"go-{round}");
            await slow.Soon();
        }
    }

    [Fact]
    public async Task A_worker_over_the_soft_limit_is_replaced_and_one_over_the_hard_limit_is_killed()
    {
        var pool = await StartFullAsync(1, options => (options.SoftMemoryLimit, options.HardMemoryLimit) = (200L << 20, 400L << 20));
        var pid = await pool.RunAsync(Work.Leak, 230).Soon();
        await Patience.UntilAsync(() => GenerationOf(pool) == 2 && IsFull(pool));
        ProcessTable.IsAlive(pid).ShouldBeFalse();
        var error = await Should.ThrowAsync<MemoryLimitExceededException>(() => pool.RunAsync(Work.LeakAndHold, 450)).Soon();
        (error.SignalName, error.Generation, error.PeakMemory > 400L << 20).ShouldBe(("SIGKILL", 2, true));
        error.Message.ShouldContain("400 MiB");
    }

    [Fact]
    public async Task A_snapshot_shows_what_a_worker_holds()
    {
        var pool = await StartFullAsync(1);
        var pid = await pool.RunAsync(Work.Leak, 150).Soon();
        await Patience.UntilAsync(() => pool.Snapshot().Workers[0].Memory > 150L << 20);
        pool.Snapshot().Workers[0].Pid.ShouldBe(pid);
    }

    [Fact]
    public async Task A_start_that_fails_says_why_by_the_same_exception()
    {
        async Task<Exception?> StartWith(Action initializer, TimeSpan limit) =>
            (await Should.ThrowAsync<PoolStartException>(
                () => StartAsync(1, options => (options.Initializer, options.StartTimeout) = (initializer, limit))).Soon()).InnerException;

        (await StartWith(() => OwnException.Throw("odd"), Long)).ShouldBeOfType<OwnException>().Message.ShouldBe("odd");
        (await StartWith(() => Starts.Die(Death.Throw), Long)).ShouldBeOfType<InvalidOperationException>().Message.ShouldBe(Dying.Message);
        (await StartWith(() => Starts.Die(Death.Hang), TimeSpan.FromSeconds(1))).ShouldBeOfType<TimeoutException>().Message
            .ShouldContain("StartTimeout");
        var lost = (await StartWith(() => Starts.Die(Death.ExitThree), Long)).ShouldBeOfType<WorkerLostException>();
        (lost.ExitCode, lost.Reason, lost.MayHaveRun, lost.Pid > 0).ShouldBe((3, WorkerLostReason.Exited, false, true));
    }

    [Fact]
    public async Task A_job_that_crosses_the_end_of_its_worker_goes_back_and_runs_elsewhere()
    {
        var pool = await StartFullAsync(1);
        for (var generation = 1; generation <= 5; generation++)
        {
            await Patience.UntilAsync(() => IsFull(pool));
            ProcessTable.Kill(pool.Snapshot().Workers[0].Pid);
            (await Task.WhenAll(Enumerable.Range(0, 20).Select(number => pool.RunAsync(Work.Add, number, 1))).Soon()).ShouldBe(
                Enumerable.Range(1, 20));
        }
    }

    [Fact]
    public async Task A_pool_that_is_disposed_of_ends_its_workers_in_order()
    {
        using var log = new LogLines();
        var pool = await StartFullAsync(2, options => options.LoggerFactory = log);
        var started = new Started();
        var job = pool.RunAsync(Work.SleepFor, 1, started.Options);
        await pool.DisposeAsync().AsTask().Soon();
        (await job.Soon()).ShouldBe(await started.Pid);
        log.Warnings.ShouldBeEmpty();
        Ledger.Workers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_pool_that_is_killed_cancels_its_jobs_and_ends_its_workers()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var (running, waiting) = (pool.RunAsync(Work.Spin, started.Options), pool.RunAsync(Work.Add, 1, 1));
        var pid = await started.Pid;
        await pool.KillAsync().Soon();
        await Should.ThrowAsync<OperationCanceledException>(() => running).Soon();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting).Soon();
        ProcessTable.IsAlive(pid).ShouldBeFalse();
    }

    private static TimeSpan Long => TimeSpan.FromSeconds(30);

    private static int FailOnSeven(int number) => number % 10 == 7 ? throw new InvalidDataException($"item {number} is bad") : number;

    private static int SpinIf(bool spins) => spins ? Work.Spin() : 0;

    private static int HoldIf(string gate) => gate.Length == 0 ? 0 : Work.HoldUntil(gate);

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> outcomes)
    {
        var all = new List<T>();
        await foreach (var outcome in outcomes)
            all.Add(outcome);
        return all;
    }

    private sealed class Receiver(List<int> reports) : IProgress<int>
    {
        public void Report(int value) => reports.Add(value);
    }
}
