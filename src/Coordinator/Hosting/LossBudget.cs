namespace Troupe.Hosting;

/// <summary>How often a hosted object may be lost and restarted. A pure decision: takes the time, gives the answer. Not
/// thread-safe.</summary>
internal sealed class LossBudget(int most, TimeSpan within)
{
    private readonly Queue<long> _losses = new();

    /// <param name="now">A timestamp of the clock.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>Whether one more start is allowed.</returns>
    public bool TryUse(long now, TimeProvider clock)
    {
        while (_losses.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) > within)
            _losses.Dequeue();
        if (_losses.Count >= most)
            return false;
        _losses.Enqueue(now);
        return true;
    }
}
