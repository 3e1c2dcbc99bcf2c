namespace Troupe.Platform.Timing;

/// <summary>
/// The system's time with timers that do not need the thread pool: with it full, time limits, looks at health and the bounds of a pool's
/// end would come late or never.
/// </summary>
internal sealed class ControlClock : TimeProvider
{
    private ControlClock()
    {
    }

    internal static ControlClock Instance { get; } = new();

    /// <summary>This one instead of the system's; an application's, or a spec's, own clock keeps its own timers.</summary>
    internal static TimeProvider For(TimeProvider clock) => ReferenceEquals(clock, System) ? Instance : clock;

    /// <inheritdoc/>
    /// <remarks>The callback runs on <see cref="ControlThreads"/>, without the caller's execution context, and must not wait for
    /// anything.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ControlTimer(callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
