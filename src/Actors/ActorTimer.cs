using Troupe.Actors.Cells;

namespace Troupe.Actors;

/// <summary>
/// A message an actor has scheduled to itself. It is cancelled when the actor stops or restarts. Ticks of a repeating timer
/// that come while one still waits to be worked on collapse into one.
/// </summary>
public sealed class ActorTimer : IDisposable
{
    private readonly ActorCell _cell;
    private readonly ITimer _timer;
    private readonly bool _repeats;
    private volatile bool _cancelled;
    private int _waiting;

    internal ActorTimer(ActorCell cell, TimeSpan delay, TimeSpan period, object message)
    {
        _cell = cell;
        Message = message;
        _repeats = period != Timeout.InfiniteTimeSpan;
        // Started only when the field is set: a delay of zero fires before the constructor has ended.
        _timer = cell.System.CreateTimer(static state => ((ActorTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, period);
    }

    /// <summary>Whether the timer can still deliver a message.</summary>
    public bool IsActive => !_cancelled;

    internal object Message { get; }

    /// <summary>
    /// Ends the timer. Called on its actor's turn, its message is never delivered afterwards, even when it already waits.
    /// Calling it again does nothing.
    /// </summary>
    public void Cancel()
    {
        _cancelled = true;
        _timer.Dispose();
        _cell.Timers.Remove(this);
    }

    /// <summary>The same as <see cref="Cancel"/>.</summary>
    public void Dispose() => Cancel();

    /// <summary>On the actor's turn: whether the message that waited is to be delivered.</summary>
    internal bool TryTake()
    {
        Volatile.Write(ref _waiting, 0);
        if (_cancelled)
            return false;
        if (!_repeats)
            Cancel();
        return true;
    }

    private void Fire()
    {
        if (!_cancelled && Interlocked.Exchange(ref _waiting, 1) == 0)
            _cell.PostDueTimer(this);
    }
}
