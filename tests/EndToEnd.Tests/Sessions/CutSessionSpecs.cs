using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Sessions;
using Troupe.Tests.Dummy;
using Nested = Troupe.EndToEnd.Tests.Jobs.Nested;
using Work = Troupe.Tests.Dummy.Work;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>A wire that is cut at each of its messages in turn, and goes on: nothing is lost and nothing runs twice.</summary>
public sealed class CutSessionSpecs : CrashSpecs
{
    private readonly EventLedger _ledger = new();
    private readonly WireFate _fate = new();
    private readonly List<WirePump> _pumps = [];

    protected override Task<ProcessPool> OpenAsync(ProcessPoolOptions options) => ProcessPool.StartAsync(options, _ledger.Around(Pumped));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var pump in _pumps)
            pump.Dispose();
        _ledger.ShouldBeInOrder();
    }

    [Fact]
    public async Task Whichever_message_of_a_workers_work_is_cut_off_its_jobs_have_their_outcomes_and_run_once()
    {
        // A job that is cancelled ends by itself; on a busy machine that may take a while.
        var pool = await StartFullAsync(1, options => options.GracePeriod = TimeSpan.FromSeconds(30));
        var messages = 0;
        for (var cuts = -1; cuts < _fate.Cuts; messages++)
        {
            cuts = _fate.Cuts;
            _fate.CutAt(messages + 1);
            await WorkAsync(pool, PathOf($"ran-{messages}"));
        }
        messages.ShouldBeGreaterThan(15);
        _fate.CutNoMore();
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task Whichever_message_of_a_workers_death_is_cut_off_one_job_is_lost()
    {
        var pool = await StartFullAsync(1);
        for (var (message, cuts) = (1, -1); cuts < _fate.Cuts; message++)
        {
            cuts = _fate.Cuts;
            _fate.CutAt(message);
            var victim = pool.RunAsync(Work.Die, Death.ExitThree);
            var next = pool.RunAsync(Work.Mark, PathOf($"next-{message}"));
            (await Should.ThrowAsync<WorkerLostException>(() => victim).Soon()).ExitCode.ShouldBe(3);
            _ = await next.Soon();
            File.ReadAllLines(PathOf($"next-{message}")).Length.ShouldBe(1);
            GenerationOf(pool).ShouldBe(message + 1);
        }
        _fate.CutNoMore();
    }

    [Fact]
    public async Task Whichever_message_of_a_start_or_an_end_is_cut_off_both_come_to_pass()
    {
        for (var (message, cuts) = (1, -1); cuts < _fate.Cuts; message++)
        {
            cuts = _fate.Cuts;
            _fate.CutAt(message);
            var pool = await StartAsync(1);
            await pool.DisposeAsync().AsTask().Soon();
            _ledger.ShouldBeInOrder();
        }
        _fate.CutNoMore();
    }

    [Fact]
    public async Task When_the_wire_is_never_mended_what_was_sent_is_in_doubt_and_what_was_not_runs_elsewhere()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var running = pool.RunAsync(Work.Spin, started.Options);
        var pid = await started.Pid;
        var waiting = Enumerable.Range(0, 10).Select(number => pool.RunAsync(Work.Add, number, 1)).ToList();
        _fate.LoseNext(() => { });
        var error = await Should.ThrowAsync<WorkerLostException>(() => running).Soon();
        (error.Reason, error.Pid, error.ExitCode, error.MayHaveRun).ShouldBe((WorkerLostReason.LinkLost, pid, null, true));
        (await Task.WhenAll(waiting).Soon()).ShouldBe(Enumerable.Range(1, 10));
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
        GenerationOf(pool).ShouldBe(2);
    }

    /// <summary>A bit of everything that a worker does; each part leaves a mark of its run.</summary>
    private static async Task WorkAsync(ProcessPool pool, string mark)
    {
        var call = pool.RunAsync(Work.Mark, mark);
        var failing = pool.RunAsync(Fail, mark);
        var reports = new Started();
        var reporting = pool.RunAsync(Report, mark, reports.Options);
        _ = await call.Soon();
        (await Should.ThrowAsync<OwnException>(() => failing).Soon()).Message.ShouldBe("failed");
        (await reporting.Soon()).ShouldBe(await reports.Pid);
        (await pool.MapAsync(number => Note(number, mark), [1, 2, 3], new MapOptions { ChunkSize = 3 }).Soon()).ShouldBe([1, 2, 3]);
        (await pool.RunAsync(Nested.SumOfSquares, 3).Soon()).ShouldBe(5);
        using var cancellation = new CancellationTokenSource();
        var started = new Started();
        var cancelled = pool.RunAsync(() => Work.ObeyAsync(JobContext.Current.CancellationToken), started.Options, cancellation.Token);
        _ = await started.Pid;
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled).Soon();
        File.ReadAllLines(mark).Length.ShouldBe(6);
    }

    private static int Fail(string mark) => Work.Mark(mark) > 0 ? OwnException.Throw("failed") : 0;

    private static int Report(string mark)
    {
        JobContext.Current.Report(Environment.ProcessId);
        return Work.Mark(mark);
    }

    private static int Note(int number, string mark) => Work.Mark(mark) > 0 ? number : 0;

    private IWorkerSession Pumped(PoolSetup setup, WorkerId worker, ISessionEvents events)
    {
        var pump = new WirePump(setup, worker, events, _fate);
        _pumps.Add(pump);
        return pump.Session;
    }
}
