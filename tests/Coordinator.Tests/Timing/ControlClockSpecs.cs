using System.Diagnostics;
using Troupe.Platform.Timing;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.Timing;

/// <summary>Timers with threads of Troupe's own. That they do not need the thread pool is shown by programs whose pool is full:
/// FullThreadPoolSpecs.</summary>
public sealed class ControlClockSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_clock_of_the_applications_keeps_its_own_timers()
    {
        var clock = new ManualTimeProvider();
        ControlClock.For(clock).ShouldBeSameAs(clock);
        ControlClock.For(TimeProvider.System).ShouldBeSameAs(ControlClock.Instance);
    }

    [Fact]
    public async Task A_timer_is_never_early()
    {
        for (var milliseconds = 1; milliseconds < 40; milliseconds += 3)
        {
            var due = TimeSpan.FromMilliseconds(milliseconds);
            var fired = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var armed = Stopwatch.GetTimestamp();
            using var timer = Timer(() => fired.TrySetResult(Stopwatch.GetTimestamp()), due);
            Stopwatch.GetElapsedTime(armed, await fired.Task.WaitAsync(s_patience)).ShouldBeGreaterThanOrEqualTo(due);
        }
    }

    [Fact]
    public async Task Timers_fire_by_their_due_times_and_not_by_when_they_were_armed()
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<int>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var third = Timer(() => { order.Enqueue(3); last.TrySetResult(); }, TimeSpan.FromMilliseconds(400));
        using var first = Timer(() => order.Enqueue(1), TimeSpan.FromMilliseconds(50));
        using var second = Timer(() => order.Enqueue(2), TimeSpan.FromMilliseconds(200));
        await last.Task.WaitAsync(s_patience);
        order.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_repeating_timer_fires_until_it_is_disposed_of()
    {
        var ticks = 0;
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = ControlClock.Instance.CreateTimer(_ =>
        {
            if (Interlocked.Increment(ref ticks) == 3)
                third.TrySetResult();
        }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
        await third.Task.WaitAsync(s_patience);
        timer.Dispose();
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan).ShouldBeFalse();
    }

    [Fact]
    public async Task A_timer_that_is_armed_again_fires_at_its_new_time_alone()
    {
        var fired = 0;
        using var timer = Timer(() => Interlocked.Increment(ref fired), TimeSpan.FromDays(100));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan).ShouldBeTrue();
        timer.Change(TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        await After(TimeSpan.FromMilliseconds(200));
        fired.ShouldBe(1);
    }

    /// <summary>A logger of the application's may wait for a full disk, on as many of these threads as there are.</summary>
    [Fact]
    public async Task Callbacks_that_are_held_up_hold_up_no_other()
    {
        // Again and again: which of the threads takes which of them is another thing each time.
        for (var round = 0; round < 100; round++)
        {
            var gate = new ManualResetEventSlim();
            var held = Enumerable.Range(0, 5).Select(_ => Timer(() => gate.Wait(s_patience), TimeSpan.Zero)).ToList();
            await After(TimeSpan.FromMilliseconds(1)).WaitAsync(s_patience / 2);
            gate.Set();
            held.ForEach(timer => timer.Dispose());
        }
    }

    [Fact]
    public async Task What_awaits_one_task_in_several_places_goes_on_on_control_threads_all_of_them()
    {
        var source = ControlTasks.NewSource();
        async Task<string?> WaitAsync()
        {
            await source.Task.OnControlThread();
            return Thread.CurrentThread.Name;
        }
        var waiting = Enumerable.Range(0, 4).Select(_ => WaitAsync()).ToArray();
        source.SetResult();
        (await Task.WhenAll(waiting).WaitAsync(s_patience)).ShouldAllBe(name => name == "Troupe control");
    }

    [Fact]
    public async Task A_caller_goes_on_elsewhere_and_gets_result_error_and_cancellation()
    {
        var source = ControlTasks.NewSource<int>();
        var task = source.Task.ForCaller();
        _ = ControlTasks.Begin(() =>
        {
            source.SetResult(7);
            return Task.CompletedTask;
        });
        (await task.WaitAsync(s_patience)).ShouldBe(7);
        Thread.CurrentThread.Name.ShouldNotBe("Troupe control");

        var failing = ControlTasks.NewSource();
        var failed = failing.Task.ForCaller();
        failing.SetException(new InvalidOperationException("it"));
        (await Should.ThrowAsync<InvalidOperationException>(failed)).Message.ShouldBe("it");

        var ending = ControlTasks.NewSource();
        var ended = ending.Task.ForCaller();
        ending.SetCanceled();
        await Should.ThrowAsync<OperationCanceledException>(ended);
        ended.IsCanceled.ShouldBeTrue();
    }

    private static Task After(TimeSpan time) => Task.Delay(time, ControlClock.Instance);

    private static ITimer Timer(Action fired, TimeSpan due) =>
        ControlClock.Instance.CreateTimer(static fired => ((Action)fired!)(), fired, due, Timeout.InfiniteTimeSpan);
}
