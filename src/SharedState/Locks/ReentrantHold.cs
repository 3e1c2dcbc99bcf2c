namespace Troupe.SharedState.Locks;

/// <summary>
/// How often the holder of a re-entrant lock has taken it, in the one process that it has taken it in: the lock's word says only
/// which job holds it. Safe for any thread.
/// </summary>
/// <param name="word">The lock's word.</param>
internal sealed class ReentrantHold(LeaseWord word)
{
    private readonly Lock _changing = new();
    private ulong _holder;
    private int _leases;

    /// <summary>Takes the lock when it is free, or held by the same one.</summary>
    /// <param name="who">The holder's number at the home.</param>
    public bool TryTake(ulong who)
    {
        lock (_changing)
        {
            // The home takes it from a job that has ended: only the word says whether it is still held.
            if (_leases > 0 && _holder == who && word.IsTakenBy(who))
            {
                _leases++;
                return true;
            }
            if (!word.TryTake(who))
                return false;
            (_holder, _leases) = (who, 1);
            return true;
        }
    }

    /// <summary>Releases one lease, and with the last one the lock.</summary>
    /// <returns>False when that has to be told to the home.</returns>
    public bool TryRelease(ulong who)
    {
        lock (_changing)
        {
            if (_holder == who && _leases > 0 && --_leases > 0)
                return true;
            return word.TryRelease(who);
        }
    }
}
