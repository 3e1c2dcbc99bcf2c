using Akka.Actor;
using Akka.Dispatch;

namespace Troupe.Tests.Control;

/// <summary>What Akka's scheduler promises, by a clock that is given.</summary>
public sealed class SchedulerSpecs : ManualTimeSpecs
{
    public static TheoryData<string> Overloads =>
        ["tell once", "tell repeatedly", "action once", "action repeatedly", "runnable once", "runnable repeatedly"];

    [Fact]
    public async Task Messages_come_at_their_times_and_not_before()
    {
        Sys.Scheduler.ScheduleTellOnce(3 * Second, TestActor, "third", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "first", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(2 * Second, TestActor, "second", ActorRefs.NoSender);

        (await After(Second - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await After(TimeSpan.FromMilliseconds(1))).ShouldBe(["first"]);
        (await After(10 * Second)).ShouldBe(["second", "third"]);
        Scheduler.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_repeated_comes_at_each_of_its_times()
    {
        Sys.Scheduler.ScheduleTellRepeatedly(Second, 2 * Second, TestActor, "again", ActorRefs.NoSender);

        (await After(2.9 * Second)).Length.ShouldBe(1);
        (await After(0.1 * Second)).Length.ShouldBe(1);
        (await After(10 * Second)).Length.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Overloads))]
    public async Task What_is_cancelled_never_comes_and_leaves_no_timer(string overload)
    {
        var cancelable = new Cancelable(Sys.Scheduler);
        Schedule(overload, cancelable);
        Clock.ActiveTimers.ShouldBe(1);

        cancelable.Cancel();

        Clock.ActiveTimers.ShouldBe(0);
        Scheduler.Pending.ShouldBe(0);
        (await After(10 * Second)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Overloads))]
    public async Task What_is_not_cancelled_comes(string overload)
    {
        Schedule(overload, new Cancelable(Sys.Scheduler));

        (await After(2.5 * Second)).Length.ShouldBe(overload.EndsWith("once", StringComparison.Ordinal) ? 1 : 2);
    }

    [Theory]
    [MemberData(nameof(Overloads))]
    public async Task What_was_cancelled_before_is_not_scheduled(string overload)
    {
        Schedule(overload, Cancelable.CreateCanceled());

        Scheduler.Pending.ShouldBe(0);
        (await After(10 * Second)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_action_may_cancel_itself()
    {
        var cancelable = new Cancelable(Sys.Scheduler);
        Timers.ScheduleRepeatedly(Second, Second, () =>
        {
            TestActor.Tell("ran");
            cancelable.Cancel();
        }, cancelable);

        (await After(5 * Second)).ShouldBe(["ran"]);
        Scheduler.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelable_that_cancels_itself_goes_by_the_same_clock()
    {
        var cancelable = new Cancelable(Sys.Scheduler, 2.5 * Second);
        Sys.Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "again", ActorRefs.NoSender, cancelable);

        (await After(10 * Second)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_action_that_throws_is_not_run_again_and_harms_no_other()
    {
        var runs = 0;
        Timers.ScheduleRepeatedly(Second, Second, () =>
        {
            runs++;
            throw new InvalidOperationException("as meant");
        });
        Sys.Scheduler.ScheduleTellOnce(2 * Second, TestActor, "other", ActorRefs.NoSender);

        (await After(5 * Second)).ShouldBe(["other"]);
        runs.ShouldBe(1);
        Scheduler.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_due_at_once_does_not_run_on_the_thread_that_schedules_it()
    {
        var thread = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var returned = new ManualResetEventSlim();
        Timers.ScheduleOnce(TimeSpan.Zero, () =>
        {
            returned.Wait(Patience);
            thread.SetResult(Environment.CurrentManagedThreadId);
        });
        var own = Environment.CurrentManagedThreadId;
        returned.Set();

        (await thread.Task.WaitAsync(Patience)).ShouldNotBe(own);
    }

    [Fact]
    public async Task A_time_longer_than_a_timer_holds_is_waited_for_in_full()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromDays(120), TestActor, "late", ActorRefs.NoSender);

        (await After(TimeSpan.FromDays(119))).ShouldBeEmpty();
        (await After(TimeSpan.FromDays(1))).ShouldBe(["late"]);
    }

    [Fact]
    public async Task Nothing_that_waits_happens_when_the_system_has_ended()
    {
        var ran = false;
        foreach (var delay in Enumerable.Range(1, 100))
            Timers.ScheduleOnce(delay * Second, () => ran = true);
        Timers.ScheduleRepeatedly(Second, Second, () => ran = true);

        await Sys.Terminate().WaitAsync(Patience);

        Clock.ActiveTimers.ShouldBe(0);
        Clock.Advance(200 * Second);
        ran.ShouldBeFalse();
        Should.Throw<SchedulerException>(() => Timers.ScheduleOnce(Second, () => ran = true));
    }

    [Fact]
    public void Its_times_are_those_of_the_clock()
    {
        var (now, elapsed) = (Sys.Scheduler.Now, Scheduler.MonotonicClock);

        Clock.Advance(90 * Second);

        Sys.Scheduler.Now.ShouldBe(now + 90 * Second);
        Sys.Scheduler.Now.ShouldBe(Clock.GetUtcNow());
        Scheduler.MonotonicClock.ShouldBe(elapsed + 90 * Second);
        Scheduler.HighResMonotonicClock.ShouldBe(Scheduler.MonotonicClock);
    }

    /// <summary>The test's actor is told after one second, and each second from then on.</summary>
    private void Schedule(string overload, ICancelable cancelable)
    {
        var schedule = new Dictionary<string, Action>
        {
            ["tell once"] = () => Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "told", ActorRefs.NoSender, cancelable),
            ["tell repeatedly"] = () =>
                Sys.Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "told", ActorRefs.NoSender, cancelable),
            ["action once"] = () => Timers.ScheduleOnce(Second, () => TestActor.Tell("ran"), cancelable),
            ["action repeatedly"] = () => Timers.ScheduleRepeatedly(Second, Second, () => TestActor.Tell("ran"), cancelable),
            ["runnable once"] = () => Timers.ScheduleOnce(Second, new Telling(TestActor), cancelable),
            ["runnable repeatedly"] = () => Timers.ScheduleRepeatedly(Second, Second, new Telling(TestActor), cancelable),
        };
        schedule[overload]();
    }

    private sealed class Telling(IActorRef actor) : IRunnable
    {
        public void Run() => actor.Tell("ran");

        public void Execute() => Run();
    }
}
