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
    public async Task A_failed_job_whose_task_was_dropped_is_logged_when_the_runtime_collects_the_task()
    {
        await using var pool = await StartLogged();
        await DropAsync(() => _ = pool.RunAsync(Work.Throw, "nobody waits for this"), pool);
        await LoggedAsync(1);
        var line = _log.Warnings.ShouldHaveSingleItem();
        line.ShouldContain("Job 1 (");
        line.ShouldContain("nobody waits for this");
    }

    [Fact]
    public async Task It_is_logged_also_when_its_pool_has_ended_before()
    {
        await using (var pool = await StartLogged())
            await DropAsync(() => _ = pool.RunAsync(Work.Throw, "nobody waits for this"), pool);
        await LoggedAsync(1);
    }

    // Forced collections would stop every thread of the application, and only the application may choose to have one.
    [Fact]
    public async Task No_collection_is_forced_by_the_end_of_a_pool_that_has_failed_jobs()
    {
        var pool = await StartLogged();
        await DropAsync(() => _ = pool.RunAsync(Work.Throw, "nobody waits for this"), pool);
        var before = GC.CollectionCount(GC.MaxGeneration);
        await pool.DisposeAsync();
        GC.CollectionCount(GC.MaxGeneration).ShouldBe(before);
    }

    [Fact]
    public async Task A_dropped_map_and_a_handle_without_an_error_callback_are_logged_too()
    {
        await using (var pool = await StartLogged())
        {
            await DropAsync(() => _ = pool.MapAsync(ThrowAtTwo, [1, 2, 3]), pool);
            await DropAsync(() => _ = pool.Submit(Work.Throw, "no callback", onResult: _ => { }), pool);
        }
        await LoggedAsync(2);
        _log.Warnings.Count().ShouldBe(2);
        _log.Warnings.ShouldContain(line => line.StartsWith("The map of ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_that_somebody_has_seen_in_any_way_are_not_logged()
    {
        await using (var pool = await StartLogged())
        {
            await Should.ThrowAsync<InvalidOperationException>(() => pool.RunAsync(Work.Throw, "awaited"));
            await Should.ThrowAsync<InvalidOperationException>(
                Task.WhenAll(Enumerable.Range(0, 5).Select(_ => pool.RunAsync(Work.Throw, "together"))));
            Should.Throw<AggregateException>(() => pool.RunAsync(Work.Throw, "waited for").Wait(Patience));
            await pool.RunAsync(Work.Throw, "continued").ContinueWith(task => task.Exception.ShouldNotBeNull(), TaskScheduler.Default);
            var told = new TaskCompletionSource<Exception>();
            pool.Submit(Work.Throw, "called back", onError: told.SetResult);
            (await told.Task.WaitAsync(Patience)).Message.ShouldContain("called back");
            await DropAsync(() => _ = pool.RunAsync(Work.Throw, "the last one, dropped"), pool);
        }
        await LoggedAsync(1);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain("the last one, dropped");
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
        await Until(() =>
        {
            Collect();
            return Told() == 40;
        }, "all errors are told");
        _log.Warnings.Count(line => line.Contains("nobody waits for this", StringComparison.Ordinal)).ShouldBe(16);

        int Told() => _log.Warnings.Sum(line => int.TryParse(line.Split(' ')[0], out var more) ? more : 1);
    }

    private Task LoggedAsync(int lines) => Until(() =>
    {
        Collect();
        return _log.Warnings.Count() >= lines;
    }, $"{lines} errors are logged");

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
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
