using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>The error of a job that nobody waits for is not lost in silence.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The lines hold nothing that is to be given back.")]
public sealed class UnobservedFaultSpecs : PoolSpecs
{
    private readonly LogLines _log = new();

    [Fact]
    public async Task A_failed_job_whose_task_was_dropped_is_logged_when_the_pool_is_disposed()
    {
        await using (var pool = await StartLogged())
            await DropAsync(() => _ = pool.RunAsync(Work.Throw, "nobody waits for this"), pool);
        var line = _log.Warnings.ShouldHaveSingleItem();
        line.ShouldContain("Job 1 (");
        line.ShouldContain("nobody waits for this");
    }

    [Fact]
    public async Task It_is_logged_as_soon_as_the_runtime_notices()
    {
        await using var pool = await StartLogged();
        await DropAsync(() => _ = pool.RunAsync(Work.Throw, "nobody waits for this"), pool);
        await Until(() =>
        {
            GC.Collect();
            return _log.Warnings.Any();
        }, "the error is logged");
    }

    [Fact]
    public async Task A_dropped_map_and_a_handle_without_an_error_callback_are_logged_too()
    {
        await using (var pool = await StartLogged())
        {
            await DropAsync(() => _ = pool.MapAsync(ThrowAtTwo, [1, 2, 3]), pool);
            await DropAsync(() => _ = pool.Submit(Work.Throw, "no callback", onResult: _ => { }), pool);
        }
        _log.Warnings.Count().ShouldBe(2);
        _log.Warnings.ShouldContain(line => line.StartsWith("The map of ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_that_somebody_has_seen_in_any_way_are_not_logged()
    {
        await using (var pool = await StartLogged())
        {
            await Should.ThrowAsync<InvalidOperationException>(() => pool.RunAsync(Work.Throw, "awaited"));
            await Should.ThrowAsync<InvalidOperationException>(Task.WhenAll(Enumerable.Range(0, 5).Select(_ => pool.RunAsync(Work.Throw, "together"))));
            Should.Throw<AggregateException>(() => pool.RunAsync(Work.Throw, "waited for").Wait(Patience));
            await pool.RunAsync(Work.Throw, "continued").ContinueWith(task => task.Exception.ShouldNotBeNull(), TaskScheduler.Default);
            var told = new TaskCompletionSource<Exception>();
            pool.Submit(Work.Throw, "called back", onError: told.SetResult);
            (await told.Task.WaitAsync(Patience)).Message.ShouldContain("called back");
        }
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_is_kept_to_be_awaited_later_is_not_logged()
    {
        Task job;
        await using (var pool = await StartLogged())
            job = pool.RunAsync(Work.Throw, "awaited later");
        await Should.ThrowAsync<InvalidOperationException>(job);
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_errors_are_logged_one_by_one_up_to_sixteen_and_then_as_a_number()
    {
        await using (var pool = await StartLogged())
        {
            await DropAsync(() =>
            {
                for (var i = 0; i < 40; i++)
                    _ = pool.RunAsync(Work.Throw, "nobody waits for this");
            }, pool);
        }
        _log.Warnings.Count(line => line.Contains("nobody waits for this", StringComparison.Ordinal)).ShouldBe(16);
        _log.Warnings.ShouldContain(line => line.StartsWith("24 more jobs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_ends_without_disposing_its_pool_logs_them_at_its_exit()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Built.Assembly("Troupe.Tests.SmallProgram"), "forget"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        output.ShouldContain("Warning: Job 1 (");
        process.ExitCode.ShouldBe(0);
    }

    private Task<ProcessPool> StartLogged() => Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = _log });

    /// <summary>Starts jobs in a frame of its own, so that no local keeps their tasks, and waits for their end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task DropAsync(Action start, ProcessPool pool)
    {
        start();
        return pool.WaitForDrainAsync().WaitAsync(Patience);
    }

    private static int ThrowAtTwo(int number) => Work.FailOn(number, 2);
}
