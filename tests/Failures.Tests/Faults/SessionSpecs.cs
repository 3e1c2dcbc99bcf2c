using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Faults;

/// <summary>
/// Fault F16, the part that is not covered: what a job starts in a session of its own is out of reach of its worker's end, as it is
/// with a shell's. These say what happens; the page on faults says what to do where that is not wanted.
/// </summary>
public sealed class SessionSpecs : CrashSpecs
{
    [Fact]
    public async Task What_a_job_starts_in_a_session_of_its_own_outlives_its_worker_and_its_pool_and_holds_up_neither()
    {
        var pool = await StartFullAsync(1);
        var left = await pool.RunAsync(Work.LeaveSession).Soon();
        try
        {
            await Patience.UntilAsync(() => ProcessTable.IsSleepOfOwnSession(left));
            var worker = pool.Snapshot().Workers[0].Pid;

            ProcessTable.Kill(worker);
            await Patience.UntilAsync(() => !ProcessTable.IsAlive(worker) && IsFull(pool));
            await ShouldWorkAsync(pool);
            ProcessTable.IsAlive(left).ShouldBeTrue();

            await pool.KillAsync().WaitAsync(TimeSpan.FromSeconds(5));
            ProcessTable.IsAlive(left).ShouldBeTrue();
            ProcessTable.WithEnvironment(Mark).ShouldBe([left]);
        }
        finally
        {
            ProcessTable.Kill(left);
        }
    }

    [Fact]
    public async Task A_cancelled_job_leaves_what_it_has_started_in_a_session_of_its_own()
    {
        var pool = await StartFullAsync(1);
        var started = new Started();
        var job = pool.Submit(Work.LeaveSessionAndHold, options: started.Options);
        var left = await started.Pid;
        try
        {
            await Patience.UntilAsync(() => ProcessTable.IsSleepOfOwnSession(left));
            job.Cancel();
            await job.Task.EndAsync();
            await Patience.UntilAsync(() => IsFull(pool));
            ProcessTable.IsAlive(left).ShouldBeTrue();
        }
        finally
        {
            ProcessTable.Kill(left);
        }
    }
}
