namespace Troupe.SharedState.Locks;

/// <summary>What is asked of locks, semaphores and conditions.</summary>
internal static class LeaseOperation
{
    /// <summary>Flag: may wait. Answer: number of the lease, flags: abandoned by the holder before, notified; the holder's number in the
    /// lock's word, or 0; or refused.</summary>
    public const byte Acquire = 16;

    /// <summary>Number of the lease. No answer.</summary>
    public const byte Release = 17;

    /// <summary>Answer: how many leases could be had at once.</summary>
    public const byte Available = 18;

    /// <summary>Conditions: number of the lease. It is released until a holder notifies. Answer: as for a lease, then flag:
    /// notified.</summary>
    public const byte Wait = 19;

    /// <summary>Conditions: number of the lease, how many of those who wait are to go on. No answer.</summary>
    public const byte Notify = 20;

    /// <summary>Answer: what leads to the lock's word in shared memory; or refused.</summary>
    public const byte Open = 21;
}
