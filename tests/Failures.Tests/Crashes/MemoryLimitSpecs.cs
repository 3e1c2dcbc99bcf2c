using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

public sealed class MemoryLimitSpecs : CrashSpecs
{
    private const long Limit = 200L << 20;

    [Fact]
    public async Task A_worker_over_the_soft_limit_is_replaced_after_its_job_without_an_error()
    {
        var pool = await StartFullAsync(1, options => options.SoftMemoryLimit = Limit);
        var pid = await pool.RunAsync(Work.Leak, 300).Soon();
        await Patience.UntilAsync(() => GenerationOf(pool) == 2 && IsFull(pool));
        ProcessTable.IsAlive(pid).ShouldBeFalse();
        (await pool.RunAsync(Work.Generation).Soon()).ShouldBe(2);
    }

    [Fact]
    public async Task A_job_that_passes_the_soft_limit_may_end_first()
    {
        var pool = await StartFullAsync(1, options => options.SoftMemoryLimit = Limit);
        var started = new Started();
        var over = pool.RunAsync(() => Work.Leak(300) + Work.SleepFor(700) * 0, started.Options);
        var waiting = Enumerable.Range(0, 10).Select(number => pool.RunAsync(Work.Add, number, 0)).ToList();
        (await over.Soon()).ShouldBe(await started.Pid);
        (await Task.WhenAll(waiting).Soon()).ShouldBe(Enumerable.Range(0, 10));
        await Patience.UntilAsync(() => GenerationOf(pool) == 2 && IsFull(pool));
    }

    [Fact]
    public async Task A_worker_over_the_hard_limit_is_killed_and_its_job_told_why()
    {
        var pool = await StartFullAsync(1, options => options.HardMemoryLimit = Limit);
        var error = await Should.ThrowAsync<MemoryLimitExceededException>(() => pool.RunAsync(Work.LeakAndHold, 300)).Soon();
        error.PeakMemory.ShouldBeGreaterThan(Limit);
        error.SignalName.ShouldBe("SIGKILL");
        error.Message.ShouldContain("200 MiB");
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(2);
    }

    [Fact]
    public async Task The_snapshot_shows_what_a_worker_holds()
    {
        var pool = await StartFullAsync(1);
        _ = await pool.RunAsync(Work.Leak, 150).Soon();
        await Patience.UntilAsync(() => pool.Snapshot().Workers[0].Memory > 150L << 20);
        pool.Snapshot().Workers[0].PeakMemory.ShouldBeGreaterThanOrEqualTo(150L << 20);
    }
}
