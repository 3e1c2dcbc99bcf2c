namespace Troupe.Platform.Timing;

/// <summary>A timer whose callback runs on <see cref="ControlThreads"/>. Safe for any thread.</summary>
internal sealed class ControlTimer(TimerCallback callback, object? state) : ITimer
{
    /// <summary>Earliest first; of those due at the same time, the one armed first.</summary>
    internal static IComparer<ControlTimer> ByDueTime { get; } = Comparer<ControlTimer>.Create(
        static (one, other) => (one.Due, one.Arming).CompareTo((other.Due, other.Arming)));

    /// <summary>When it is due, on the clock of <see cref="System.Diagnostics.Stopwatch"/>. This and the rest are
    /// <see cref="ControlThreads"/>' own, under its lock.</summary>
    internal long Due { get; set; }

    /// <summary>Which arming it was, of all there were; zero while it waits for nothing.</summary>
    internal long Arming { get; set; }

    internal TimeSpan Period { get; set; }

    internal bool Disposed { get; set; }

    internal void Fire() => callback(state);

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period) => ControlThreads.Arm(this, dueTime, period);

    /// <summary>Ends the timer; a callback that runs now goes on.</summary>
    public void Dispose() => ControlThreads.End(this);

    /// <summary>The same as <see cref="Dispose"/>: callbacks are not waited for.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
