namespace Troupe.Processes.ControlGroups;

/// <summary>
/// Tells whether the kernel killed a process for want of memory. The kernel counts such kills and says nothing of whom it killed: a process
/// that died by SIGKILL, and not by Troupe's, is taken for one of those that were counted a moment ago. So the count has to be checked now
/// and then.
/// </summary>
/// <remarks>May be used from any thread.</remarks>
internal sealed class MemoryKills(Func<long?> count, Func<MemoryShortage> shortage, TimeProvider time)
{
    /// <summary>How long after a kill was counted the end of the process may be told: it has to give back its memory first.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>Checks that follow each other more closely read nothing: each worker's session makes its own.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Queue<long> _kills = new();
    private long _counted = count() ?? 0;
    private long _checked = time.GetTimestamp();

    /// <summary>Those of this process's control group; null where the system counts none.</summary>
    internal static MemoryKills? OfThisProcess { get; } = MemoryGroup.OfThisProcess is { } group && group.Kills() is not null
        ? new MemoryKills(group.Kills, () => new MemoryShortage(group.WasLimitReached() ? group.Limit() : null), TimeProvider.System)
        : null;

    /// <summary>Notes kills that were counted since the last check.</summary>
    internal void Check()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_checked) >= Period)
                Count();
        }
    }

    /// <summary>Takes a kill for that of the process that has just died.</summary>
    /// <returns>Null when the kernel has killed none just now.</returns>
    internal MemoryShortage? Claim()
    {
        lock (_gate)
        {
            Count();
            return _kills.TryDequeue(out _) ? shortage() : null;
        }
    }

    private void Count()
    {
        _checked = time.GetTimestamp();
        var counted = count() ?? _counted;
        for (; _counted < counted; _counted++)
            _kills.Enqueue(_checked);
        while (_kills.TryPeek(out var oldest) && time.GetElapsedTime(oldest, _checked) > Fresh)
            _ = _kills.Dequeue();
    }
}
