namespace Troupe.Tests.Clocks;

/// <summary>A timer of <see cref="ManualTimeProvider"/>, which guards the properties with its lock.</summary>
internal sealed class ManualTimer(ManualTimeProvider provider, Action callback) : ITimer
{
    private volatile bool _disposed;

    public TimeSpan Due { get; set; }

    public TimeSpan Period { get; set; }

    public long Order { get; set; }

    public void Fire()
    {
        if (!_disposed)
            callback();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
            return false;
        provider.Arm(this, dueTime, period);
        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        provider.Disarm(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
