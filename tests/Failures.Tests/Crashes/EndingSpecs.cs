using System.Diagnostics;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>A pool ends in time, whatever waits and runs.</summary>
public sealed class EndingSpecs : CrashSpecs
{
    private const int Hour = 3_600_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_thousand_queued_hours_do_not_hold_the_end_of_the_pool(bool kill)
    {
        var pool = await StartFullAsync(2, options => options.DrainTimeout = TimeSpan.FromMilliseconds(100));
        var started = new Started();
        var handles = new List<JobHandle<int>> { pool.Submit(Work.SleepFor, Hour, options: started.Options) };
        for (var number = 1; number < 10_000; number++)
            handles.Add(pool.Submit(Work.SleepFor, Hour));
        _ = await started.Pid;

        var clock = Stopwatch.StartNew();
        if (kill)
            await pool.KillAsync().Soon();
        else
            await pool.DisposeAsync().AsTask().Soon();

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        ProcessTable.WithEnvironment(Mark).ShouldBeEmpty();
        await Task.WhenAll(handles.Select(handle => handle.Task)).EndAsync();
        handles.ShouldAllBe(handle => handle.Task.IsCanceled && handle.State == JobState.Cancelled);
    }
}
