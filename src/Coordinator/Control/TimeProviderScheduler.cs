using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Troupe.Platform.Timing;

namespace Troupe.Control;

/// <summary>
/// Akka's scheduler over a <see cref="TimeProvider"/>: one timer of the clock for each thing that is scheduled, and no tick, so a system
/// in which nothing is due costs nothing. Safe for any thread.
/// </summary>
/// <remarks>
/// What is due runs where the clock runs its timers, without a lock. With <see cref="ControlClock"/>, things that are due together
/// run side by side: one that takes long delays no other, and either may be first. It is not an
/// <see cref="IDateTimeOffsetNowTimeProvider"/>: that tells Akka to use timers of the thread pool instead.
/// </remarks>
internal sealed class TimeProviderScheduler : SchedulerBase, IDisposable
{
    [ThreadStatic]
    private static TimeProvider? s_nextClock;

    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly HashSet<Scheduling> _pending = [];
    private bool _disposed;

    /// <summary>Called by Akka, which finds this class by its name; see <see cref="WithClock"/>.</summary>
    public TimeProviderScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        _clock = s_nextClock ?? ControlClock.Instance;
        _start = _clock.GetTimestamp();
    }

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => _clock.GetUtcNow();

    /// <summary>Since this scheduler was made.</summary>
    public override TimeSpan MonotonicClock => _clock.GetElapsedTime(_start);

    /// <inheritdoc cref="MonotonicClock"/>
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <summary>How much is scheduled, and has not been cancelled or done.</summary>
    internal int Pending
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>
    /// Makes a system whose scheduler goes by a clock. Akka makes the scheduler itself, on this thread, and hands it nothing of ours.
    /// </summary>
    internal static ActorSystem WithClock(TimeProvider clock, Func<ActorSystem> create)
    {
        s_nextClock = clock;
        try
        {
            return create();
        }
        finally
        {
            s_nextClock = null;
        }
    }

    /// <summary>Nothing that is scheduled happens any longer; what runs already is not waited for.</summary>
    public void Dispose()
    {
        Scheduling[] left;
        lock (_gate)
        {
            _disposed = true;
            left = [.. _pending];
            _pending.Clear();
        }
        foreach (var scheduling in left)
            scheduling.End();
    }

    /// <summary>What a scheduling tells when it is over.</summary>
    internal void Forget(Scheduling scheduling)
    {
        lock (_gate)
            _pending.Remove(scheduling);
    }

    /// <summary>Tells the system's log, as Akka's own scheduler does.</summary>
    internal void Report(Exception error) => Log.Error(error, "What was scheduled has thrown an exception, and is not run again.");

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(() => receiver.Tell(message, sender), delay, Timeout.InfiniteTimeSpan, cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(() => receiver.Tell(message, sender), initialDelay, interval, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Schedule(action, delay, Timeout.InfiniteTimeSpan, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Schedule(action.Run, delay, Timeout.InfiniteTimeSpan, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(action, initialDelay, interval, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Schedule(action.Run, initialDelay, interval, cancelable);

    /// <exception cref="SchedulerException">The system has ended. Akka's own code expects this exception then.</exception>
    private void Schedule(Action what, TimeSpan delay, TimeSpan interval, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true })
            return;
        var scheduling = new Scheduling(this, what, interval, cancelable);
        lock (_gate)
        {
            if (_disposed)
                throw new SchedulerException("The actor system has ended: nothing can be scheduled any longer.");
            _pending.Add(scheduling);
        }
        scheduling.Begin(_clock, delay);
    }
}
