using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Faults;

/// <summary>Memory, threads, handles and disk that run out: whoever used them up is told, and everybody else goes on.</summary>
public sealed class ExhaustionSpecs : CrashSpecs
{
    private const int RuntimeAborted = 128 + 6;

    // Fault F6.
    [Fact]
    public async Task A_job_that_takes_all_memory_fails_alone()
    {
        var pool = await StartFullAsync(2, options => options.Environment["DOTNET_GCHeapHardLimit"] = "0x8000000");
        var innocent = new Started();
        var neighbour = pool.RunAsync(Work.HoldUntil, PathOf("gate"), innocent.Options);
        _ = await innocent.Pid;
        var error = await Should.ThrowAsync<Exception>(pool.RunAsync(Exhaustion.TakeAllMemory).Soon());
        if (error is WorkerLostException lost)
            lost.ExitCode.ShouldBe(134);
        else
            error.ShouldBeOfType<OutOfMemoryException>();
        _ = Open("gate");
        (await neighbour.Soon()).ShouldBe(await innocent.Pid);
        await ShouldWorkAsync(pool);
    }

    // F9: a heartbeat that the thread pool had to carry would stop here, and the worker be taken for dead after 10 s.
    [Fact]
    [Trait("Category", "Long")]
    public async Task A_job_that_starves_its_thread_pool_is_not_taken_for_dead()
    {
        var pool = await StartFullAsync(1);
        var starving = new Started();
        (await pool.RunAsync(Exhaustion.StarveThreadPool, 11_500, starving.Options).Soon()).ShouldBe(await starving.Pid);
        GenerationOf(pool).ShouldBe(1);
    }

    // F7: user code also runs where nobody calls it.
    [Fact]
    public async Task An_exit_in_a_static_constructor_or_a_finalizer_is_a_loss_and_no_success()
    {
        var pool = await StartFullAsync(1);
        (await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Exhaustion.UseStaticConstructor).Soon())).ExitCode.ShouldBe(0);
        (await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Exhaustion.LeaveFinalizer).Soon())).ExitCode.ShouldBe(0);
        await ShouldWorkAsync(pool);
    }

    // F11: the lifeline is kept elsewhere.
    [Fact]
    public async Task A_job_that_closes_standard_input_does_not_cut_the_lifeline()
    {
        var pool = await StartFullAsync(1);
        var worker = await pool.RunAsync(Exhaustion.CloseStandardInput).Soon();
        (await pool.RunAsync(Work.Pid).Soon()).ShouldBe(worker);
        GenerationOf(pool).ShouldBe(1);
    }

    // F22, in a worker. The runtime ends the process if it needs a file itself while there is no handle left: the loss of this job alone.
    [Fact]
    public async Task A_job_that_opens_all_files_does_not_hurt_the_next_one()
    {
        var pool = await StartFullAsync(1);
        var job = pool.RunAsync(Exhaustion.OpenAllFiles);
        await job.EndAsync();
        if (job.IsCompletedSuccessfully)
            (await job).ShouldBeGreaterThan(10);
        else
            (await Should.ThrowAsync<WorkerLostException>(job)).Message.ShouldContain(nameof(Exhaustion.OpenAllFiles));
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(job.IsCompletedSuccessfully ? 1 : 2);
    }

    // F22, in the pool's own process. The runtime ends a process that it needs a file in itself while there is no handle left: such a round
    // proves nothing of the pool, and is not counted.
    [Fact]
    public async Task A_pool_without_file_handles_refuses_and_recovers()
    {
        for (var round = 0; round < 5; round++)
        {
            using var parent = ParentProgram.Start("files", Folder, MarkVariable, MarkValue, keepErrors: true);
            var errors = parent.ReadErrorsAsync();
            var words = new List<string>();
            while (await parent.ReadLineAsync() is { } word)
                words.Add(word);
            var code = await parent.ExitAsync();
            (await errors).ShouldNotContain("Unhandled exception");
            if (code == RuntimeAborted)
                continue;
            words.ShouldBe(["running", "exhausted", "lost", "refused", "recovered"]);
            code.ShouldBe(0);
            return;
        }
        Assert.Fail("The runtime ended the process in each of five rounds.");
    }
}
