using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>Every phase of a job's way × every way of dying: a defined outcome, soon, and the next job succeeds.</summary>
public sealed class FaultMatrixSpecs : CrashSpecs
{
    private static readonly TimeSpan s_runLimit = TimeSpan.FromMilliseconds(300);

    public static TheoryData<Phase, Death> Cells
    {
        get
        {
            var cells = new TheoryData<Phase, Death>();
            foreach (var phase in new[] { Phase.ArgumentDecode, Phase.Run, Phase.ResultEncode, Phase.Idle, Phase.Initializer })
            {
                foreach (var how in Enum.GetValues<Death>().Where(how => phase != Phase.Idle || !EndsNothing(how)))
                    cells.Add(phase, how);
            }
            // These two run the user's code in the caller's own process, where dying is the caller's own end and a hang its
            // own hang: throwing is all there is to contain.
            cells.Add(Phase.ArgumentEncode, Death.Throw);
            cells.Add(Phase.ResultDecode, Death.Throw);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_fault_anywhere_has_a_defined_outcome_and_the_next_job_succeeds(Phase phase, Death how)
    {
        await (phase switch
        {
            Phase.Idle => WhileIdleAsync(how),
            Phase.Initializer => WhileStartingAsync(how),
            _ => WhileRunningAsync(phase, how),
        }).WaitAsync(TimeSpan.FromSeconds(10));
    }

    // It takes the 10 s that a worker may be silent.
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(Death.Hang)]
    [InlineData(Death.Stop)]
    public async Task So_it_has_in_a_worker_that_has_no_job_and_no_longer_answers(Death how) =>
        await WhileIdleAsync(how).WaitAsync(TimeSpan.FromSeconds(25));

    private async Task WhileRunningAsync(Phase phase, Death how)
    {
        var pool = await StartAsync(1);
        var options = new JobOptions { Timeout = EndsNothing(how) ? s_runLimit : null };
        Task<int> Job() => phase switch
        {
            Phase.ArgumentEncode => pool.RunAsync(Work.TakeWritten, new DiesWhenWritten(how), options),
            Phase.ArgumentDecode => pool.RunAsync(Work.TakeRead, new DiesWhenRead(how), options),
            Phase.ResultEncode => As(pool.RunAsync(Work.GiveWritten, how, options)),
            Phase.ResultDecode => As(pool.RunAsync(Work.GiveRead, how, options)),
            _ => pool.RunAsync(Work.Die, how, options),
        };
        var error = await Should.ThrowAsync<Exception>(Job);
        if (how == Death.Throw)
            ShouldTellOfThrow(phase, error);
        else
            ShouldTellOf(how, error);
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(how == Death.Throw ? 1 : 2);
    }

    private async Task WhileIdleAsync(Death how)
    {
        var pool = await StartAsync(1);
        var pid = await pool.RunAsync(Work.DieLater, how, PathOf("die"));
        if (how == Death.Hang)
            ProcessTable.Stop(pid); // A stray thread that hangs harms nobody; a process that does no longer answers does.
        _ = Open("die");
        await ShouldWorkOrBeTheVictimAsync(pool);
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(2);
    }

    /// <summary>The thread left behind may end the process only after this job has begun: then this job is the one that ran.</summary>
    private static async Task ShouldWorkOrBeTheVictimAsync(ProcessPool pool)
    {
        try
        {
            (await pool.RunAsync(Work.Add, 2, 3)).ShouldBe(5);
        }
        catch (WorkerLostException error)
        {
            error.Generation.ShouldBe(1);
        }
    }

    private async Task WhileStartingAsync(Death how)
    {
        var startTimeout = TimeSpan.FromSeconds(EndsNothing(how) ? 1.5 : 30);
        var refused = await Should.ThrowAsync<PoolStartException>(() => StartAsync(1, options =>
        {
            options.Initializer = Dies(how);
            options.StartTimeout = startTimeout;
        }));
        if (how == Death.Throw)
            refused.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe(Dying.Message);
        else if (EndsNothing(how))
            refused.InnerException.ShouldBeOfType<TimeoutException>();
        else
            ShouldTellOf(how, refused.InnerException.ShouldNotBeNull(), mayHaveRun: false); // No worker that starts has a job.

        var marker = PathOf("once");
        var pool = await StartAsync(2, options =>
        {
            options.Initializer = DiesOnce(how, marker);
            options.StartTimeout = startTimeout;
        });
        await ShouldWorkAsync(pool);
    }

    /// <summary>The process lives on, and only a limit ends the wait for it.</summary>
    private static bool EndsNothing(Death how) => how is Death.Hang or Death.Stop;

    // In methods of their own: a lambda shares its captured variables with the others of its method, "this" included.
    private static Action Dies(Death how) => () => Starts.Die(how);

    private static Action DiesOnce(Death how, string marker) => () => Starts.DieOnce(how, marker);

    private static void ShouldTellOfThrow(Phase phase, Exception error)
    {
        var expected = phase switch
        {
            Phase.ArgumentEncode or Phase.ResultEncode => typeof(PayloadEncodingException),
            Phase.ArgumentDecode or Phase.ResultDecode => typeof(PayloadFormatException),
            _ => typeof(InvalidOperationException),
        };
        error.ShouldBeAssignableTo(expected);
        error.Message.ShouldContain(Dying.Message);
    }

    private static void ShouldTellOf(Death how, Exception error, bool mayHaveRun = true)
    {
        if (EndsNothing(how))
        {
            error.ShouldBeOfType<JobTimeoutException>().Limit.ShouldBe(s_runLimit);
            return;
        }
        var lost = error.ShouldBeOfType<WorkerLostException>();
        lost.Pid.ShouldBeGreaterThan(1);
        lost.MayHaveRun.ShouldBe(mayHaveRun);
        var (code, signal) = how switch
        {
            Death.ExitZero => (0, null),
            Death.ExitThree => (3, null),
            Death.Kill => (137, "SIGKILL"),
            Death.NativeFault => (139, "SIGSEGV"),
            _ => (134, "SIGABRT"),
        };
        // The runtime turns some native faults into an abort of its own.
        if (how == Death.NativeFault && lost.ExitCode == 134)
            (code, signal) = (134, "SIGABRT");
        lost.ExitCode.ShouldBe(code);
        lost.SignalName.ShouldBe(signal);
    }

    private static async Task<int> As<T>(Task<T> job)
    {
        _ = await job;
        return 0;
    }
}
