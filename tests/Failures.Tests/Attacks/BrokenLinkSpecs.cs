using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>
/// Native code of a job closes or replaces the descriptor of its worker's link, or writes over the page that the worker shares with the
/// pool. Whatever follows, the job's code has run once, the job has one outcome, and the pool goes on.
/// </summary>
public sealed class BrokenLinkSpecs : CrashSpecs
{
    private static readonly JobOptions s_limited = new() { Timeout = TimeSpan.FromSeconds(1) };

    public static TheoryData<LinkFault, Afterwards> LinkFaults => Each<LinkFault>();

    // Each that holds is found by looks at the worker, which take 3 s: one will do.
    public static TheoryData<PageFault, Afterwards> PageFaults =>
        Each<PageFault>(but: (fault, then) => then == Afterwards.Hold && fault != PageFault.NoRunningJob);

    [Theory]
    [MemberData(nameof(LinkFaults))]
    public async Task A_job_that_breaks_the_link_of_its_worker_runs_once_and_ends(LinkFault fault, Afterwards afterwards)
    {
        var pool = await StartFullAsync(1);
        await ShouldWorkAsync(pool);
        await RunsOnceAsync(pool, pool.RunAsync(Saboteur.BreakLink, PathOf("runs"), fault, afterwards, s_limited));
    }

    [Theory]
    [MemberData(nameof(PageFaults))]
    public async Task A_job_that_writes_over_the_shared_page_runs_once_and_ends(PageFault fault, Afterwards afterwards)
    {
        var pool = await StartFullAsync(1);
        await ShouldWorkAsync(pool);
        await RunsOnceAsync(pool, pool.RunAsync(Saboteur.WriteOverPage, PathOf("runs"), fault, afterwards, s_limited));
    }

    private async Task RunsOnceAsync(ProcessPool pool, Task<int> job)
    {
        await job.EndAsync();
        if (job.Exception?.InnerException is { } error)
            (error is WorkerLostException { MayHaveRun: true } or JobTimeoutException).ShouldBeTrue(error.ToString());
        else
            (await job).ShouldBe(1);
        await ShouldWorkAsync(pool);
        File.ReadAllLines(PathOf("runs")).Length.ShouldBe(1);
    }

    private static TheoryData<T, Afterwards> Each<T>(Func<T, Afterwards, bool>? but = null)
        where T : struct, Enum
    {
        var cases = new TheoryData<T, Afterwards>();
        foreach (var fault in Enum.GetValues<T>())
        {
            foreach (var afterwards in Enum.GetValues<Afterwards>().Where(afterwards => but?.Invoke(fault, afterwards) != true))
                cases.Add(fault, afterwards);
        }
        return cases;
    }
}
