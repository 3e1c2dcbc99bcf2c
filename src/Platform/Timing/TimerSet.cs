namespace Troupe.Platform.Timing;

/// <summary>Timers that fire once and end together. It keeps them: the application's clock may collect one that is not referenced. Safe for
/// any thread.</summary>
internal sealed class TimerSet(TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Entry> _armed = [];
    private bool _disposed;

    /// <summary>Runs something after a while; nothing happens when the set has ended.</summary>
    /// <param name="time">How long.</param>
    /// <param name="what">Must not wait for anything.</param>
    /// <returns>Ends the wait when it is disposed of.</returns>
    public ITimer After(TimeSpan time, Action what)
    {
        var entry = new Entry(this, what);
        lock (_gate)
        {
            if (_disposed)
                return entry;
            _armed.Add(entry);
        }
        entry.Arm(clock, time);
        return entry;
    }

    public void Dispose()
    {
        Entry[] left;
        lock (_gate)
        {
            _disposed = true;
            left = [.. _armed];
        }
        foreach (var entry in left)
            entry.Dispose();
    }

    private bool Has(Entry entry)
    {
        lock (_gate)
            return _armed.Contains(entry);
    }

    private bool Remove(Entry entry)
    {
        lock (_gate)
            return _armed.Remove(entry);
    }

    private sealed class Entry(TimerSet owner, Action what) : ITimer
    {
        private ITimer? _timer;

        public void Arm(TimeProvider clock, TimeSpan time)
        {
            try
            {
                var timer = clock.CreateTimer(static state => ((Entry)state!).Fire(), this, time, Timeout.InfiniteTimeSpan);
                _timer = timer;
                // The set may have ended meanwhile, without this timer.
                if (!owner.Has(this))
                    timer.Dispose();
            }
            catch
            {
                owner.Remove(this);
                throw;
            }
        }

        private void Fire()
        {
            if (owner.Remove(this))
                what();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer?.Change(dueTime, period) ?? false;

        public void Dispose()
        {
            owner.Remove(this);
            _timer?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
