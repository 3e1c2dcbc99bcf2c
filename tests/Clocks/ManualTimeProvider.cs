namespace Troupe.Tests.Clocks;

/// <summary>
/// A clock that moves only when told to. Timers that fall due fire inside <see cref="Advance"/>, in the order of their due
/// times, on the calling thread; <see cref="GetTimestamp"/> follows. Thread-safe, but advance it from one thread at a time.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;
    private long _armings;

    /// <summary>Starts at a given time.</summary>
    /// <param name="start">The first time shown; null for 2030-01-01 00:00 UTC.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) =>
        _start = start?.ToUniversalTime() ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>100 ns, as <see cref="TimeSpan"/> counts.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers wait to fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_lock)
                return _armed.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _start + _elapsed;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
            return _elapsed.Ticks;
    }

    /// <summary>Moves the clock on and fires what falls due on the way, each timer at its own time.</summary>
    /// <param name="by">How far, zero or more.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (_lock)
            target = _elapsed + by;
        while (TakeNextDue(target) is { } timer)
            timer.Fire();
        lock (_lock)
            _elapsed = _elapsed > target ? _elapsed : target;
    }

    /// <summary>Moves the clock on to a time and fires what falls due on the way.</summary>
    /// <param name="now">The new time, not before the present one.</param>
    public void SetUtcNow(DateTimeOffset now) => Advance(now - GetUtcNow());

    /// <summary>Completes when at least that many timers wait: the signal that code on another thread has armed its timer.</summary>
    /// <param name="count">How many.</param>
    /// <param name="hangTimeout">Real time after which it throws; null for 10 s.</param>
    /// <exception cref="TimeoutException">There were fewer all that time.</exception>
    public async Task WaitForTimersAsync(int count, TimeSpan? hangTimeout = null)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_armed.Count >= count)
                return;
            _waiting.Add((count, reached));
        }

        try
        {
            await reached.Task.WaitAsync(hangTimeout ?? TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{ActiveTimers} timers wait, but {count} were expected; the code under test did not arm its timer.");
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool fireNow;
        lock (_lock)
        {
            _armed.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            fireNow = dueTime == TimeSpan.Zero;
            if (fireNow)
                Rearm(timer);
            else if (dueTime != Timeout.InfiniteTimeSpan)
                Insert(timer, _elapsed + dueTime);
        }

        // As a real timer would: without waiting for the clock to move.
        if (fireNow)
            timer.Fire();
    }

    internal void Disarm(ManualTimer timer)
    {
        lock (_lock)
            _armed.Remove(timer);
    }

    private ManualTimer? TakeNextDue(TimeSpan target)
    {
        lock (_lock)
        {
            var next = _armed.Where(timer => timer.Due <= target).MinBy(static timer => (timer.Due, timer.Order));
            if (next is null)
                return null;
            _elapsed = _elapsed > next.Due ? _elapsed : next.Due;
            _armed.Remove(next);
            Rearm(next);
            return next;
        }
    }

    private void Rearm(ManualTimer timer)
    {
        if (timer.Period != Timeout.InfiniteTimeSpan)
            Insert(timer, _elapsed + timer.Period);
    }

    private void Insert(ManualTimer timer, TimeSpan due)
    {
        timer.Due = due;
        timer.Order = ++_armings;
        _armed.Add(timer);
        foreach ((var _, var reached) in _waiting.Where(waiter => waiter.Count <= _armed.Count))
            reached.TrySetResult();
        _waiting.RemoveAll(static waiter => waiter.Reached.Task.IsCompleted);
    }
}
