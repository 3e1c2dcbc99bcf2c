using Troupe.Platform.Timing;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.Timing;

public sealed class TimerSetSpecs
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_timer_fires_once_when_its_time_has_come()
    {
        using var set = new TimerSet(_clock);
        var fired = 0;
        _ = set.After(s_time, () => fired++);
        _clock.Advance(s_time - TimeSpan.FromTicks(1));
        fired.ShouldBe(0);
        _clock.Advance(10 * s_time);
        fired.ShouldBe(1);
        _clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public void A_timer_that_was_disposed_of_does_not_fire_and_the_others_do()
    {
        using var set = new TimerSet(_clock);
        var fired = new List<int>();
        var timers = Enumerable.Range(0, 3).Select(number => set.After(s_time, () => fired.Add(number))).ToList();
        timers[1].Dispose();
        timers[1].Dispose();
        _clock.ActiveTimers.ShouldBe(2);
        _clock.Advance(s_time);
        fired.ShouldBe([0, 2]);
        timers[0].Dispose();
    }

    [Fact]
    public void None_fires_after_the_end_of_the_set()
    {
        var set = new TimerSet(_clock);
        var fired = 0;
        _ = set.After(s_time, () => fired++);
        set.Dispose();
        var late = set.After(s_time, () => fired++);
        _clock.ActiveTimers.ShouldBe(0);
        _clock.Advance(10 * s_time);
        fired.ShouldBe(0);
        late.Dispose();
    }

    [Fact]
    public void A_set_that_ends_while_a_timer_is_being_made_leaves_none_behind()
    {
        TimerSet? set = null;
        set = new TimerSet(new Meanwhile(_clock, () => set!.Dispose()));
        _ = set.After(s_time, () => { });
        _clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public void A_clock_that_has_no_timer_is_told_of_and_leaves_nothing_behind()
    {
        using var set = new TimerSet(new Meanwhile(_clock, () => throw new NotSupportedException("no timers here")));
        Should.Throw<NotSupportedException>(() => set.After(s_time, () => { }));
    }

    // As one of the application's may do: nobody else has these timers.
    [Fact]
    public void A_timer_that_nobody_has_is_kept_until_it_fires()
    {
        using var set = new TimerSet(TimeProvider.System);
        using var fired = new ManualResetEventSlim();
        Begin(set, fired);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        fired.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Begin(TimerSet set, ManualResetEventSlim fired) => _ = set.After(TimeSpan.FromMilliseconds(50), fired.Set);

    [Fact]
    public async Task Each_timer_fires_or_was_disposed_of_whatever_threads_do()
    {
        using var set = new TimerSet(TimeProvider.System);
        var fired = 0;
        var all = Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 2000; round++)
            {
                var timer = set.After(TimeSpan.FromMilliseconds(random.Next(3)), () => Interlocked.Increment(ref fired));
                if (random.Next(2) == 0)
                    timer.Dispose();
            }
        }));
        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(30));
        SpinWait.SpinUntil(() => Volatile.Read(ref fired) > 3000, TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    /// <summary>A clock that takes its time to make a timer.</summary>
    private sealed class Meanwhile(TimeProvider clock, Action happens) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            happens();
            return timer;
        }
    }
}
