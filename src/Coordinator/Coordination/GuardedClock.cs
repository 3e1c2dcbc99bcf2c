using Troupe.Platform.Timing;

namespace Troupe.Coordination;

/// <summary>
/// The user's clock, whose exceptions must end neither an actor nor its jobs: from the first one on the pool uses the
/// system's clock, so that every limit, grace period and health check is kept, and the exception is reported. Safe for any thread.
/// </summary>
internal sealed class GuardedClock : TimeProvider
{
    private readonly TimeProvider _inner;
    private readonly long _frequency;
    private long _last;
    private long _failedAt;
    private Exception? _failure;

    private GuardedClock(TimeProvider inner)
    {
        _inner = inner;
        _frequency = inner.TimestampFrequency;
        if (_frequency <= 0)
            throw new InvalidOperationException($"TimestampFrequency is {_frequency}; it must be more than zero.");
        _last = inner.GetTimestamp();
        using var timer = Made(inner.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
    }

    /// <summary>What the user's clock has thrown; null while it has not.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Told of the first exception, on the thread pool.</summary>
    public Action<Exception>? Failed { get; set; }

    public override long TimestampFrequency => _frequency;

    /// <summary>Guards a clock that is not the system's, once it has shown that it goes.</summary>
    /// <exception cref="PoolStartException">It threw already.</exception>
    public static TimeProvider Of(TimeProvider clock)
    {
        if (clock == System || clock is GuardedClock)
            return clock;
        try
        {
            return new GuardedClock(clock);
        }
        catch (Exception error)
        {
            // Whatever it throws: it is the user's code.
            throw new PoolStartException($"ProcessPoolOptions.TimeProvider failed with {error.GetType().Name}: {error.Message}", error);
        }
    }

    public override long GetTimestamp()
    {
        if (Failure is null)
        {
            try
            {
                var now = _inner.GetTimestamp();
                Volatile.Write(ref _last, now);
                return now;
            }
            catch (Exception error)
            {
                // Told, and the system's clock goes on from where this one stood.
                Note(error);
            }
        }
        return Volatile.Read(ref _last) + (long)(System.GetElapsedTime(Volatile.Read(ref _failedAt)).TotalSeconds * _frequency);
    }

    public override DateTimeOffset GetUtcNow()
    {
        try
        {
            return Failure is null ? _inner.GetUtcNow() : System.GetUtcNow();
        }
        catch (Exception error)
        {
            Note(error);
            return System.GetUtcNow();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new GuardedTimer(this, callback, state, dueTime, period);

    private static ITimer Made(ITimer? timer) => timer ?? throw new InvalidOperationException("CreateTimer returned null.");

    private void Note(Exception error)
    {
        Interlocked.CompareExchange(ref _failedAt, System.GetTimestamp(), 0);
        if (Interlocked.CompareExchange(ref _failure, error, null) is null)
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.Failed?.Invoke(clock.Failure!), this, preferLocal: false);
    }

    /// <summary>A timer of the user's clock, replaced by a system timer when it throws.</summary>
    private sealed class GuardedTimer : ITimer
    {
        private readonly GuardedClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private ITimer _timer;

        public GuardedTimer(GuardedClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            try
            {
                _timer = clock.Failure is null
                    ? Made(clock._inner.CreateTimer(callback, state, dueTime, period))
                    : OfTheSystem(dueTime, period);
            }
            catch (Exception error)
            {
                clock.Note(error);
                _timer = OfTheSystem(dueTime, period);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            try
            {
                return _timer.Change(dueTime, period);
            }
            catch (Exception error)
            {
                _clock.Note(error);
                _timer = OfTheSystem(dueTime, period);
                return true;
            }
        }

        public void Dispose()
        {
            try
            {
                _timer.Dispose();
            }
            catch (Exception error)
            {
                _clock.Note(error);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private ITimer OfTheSystem(TimeSpan dueTime, TimeSpan period) =>
            ControlClock.Instance.CreateTimer(_callback, _state, dueTime, period);
    }
}
