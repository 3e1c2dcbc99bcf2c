namespace Troupe.Dispatching;

/// <summary>
/// How much work is prefetched for a worker. A worker that has nothing always gets a job. It gets more only while the
/// measured run times say that all of it together takes some milliseconds: enough to hide the way there and back, also
/// where jobs take one each and many processes share a processor; too little for anything to wait long behind it. Pure.
/// </summary>
internal static class DispatchWindow
{
    /// <summary>The most prefetched work, in ticks of 100 ns: 2.5 ms.</summary>
    public const long PrefetchLimit = 2500 * TimeSpan.TicksPerMicrosecond;

    /// <summary>The most prefetched jobs, whatever they take; bounds what a worker's death puts back into the queue.</summary>
    public const int Jobs = 1024;

    /// <summary>A job with longer arguments goes to a worker that has nothing else, so that nothing waits behind its bytes.</summary>
    public const int Bytes = 64 * 1024;

    /// <summary>
    /// As long as a busy worker has at most this much work, in ticks of 100 ns (50 µs), a job joins it although others are
    /// free: to wake another process costs both sides more than the job would wait.
    /// </summary>
    public const long PiggybackLimit = 50 * TimeSpan.TicksPerMicrosecond;

    /// <summary>What a job costs the worker beside its own run, in ticks of 100 ns.</summary>
    public const long Overhead = 4;

    /// <summary>Whether a job may go to a worker that has others.</summary>
    /// <param name="demand">What it needs.</param>
    public static bool MayPrefetch(in Demand demand) => demand.Estimate >= 0 && demand.Bytes <= Bytes;

    /// <summary>Whether a job may join a busy worker although others are free.</summary>
    /// <param name="demand">What it needs.</param>
    public static bool MayPiggyback(in Demand demand) => !demand.IsChunk && demand.Estimate <= PiggybackLimit && MayPrefetch(demand);

    /// <summary>Whether a worker may be given a job.</summary>
    /// <param name="assigned">How many jobs it has.</param>
    /// <param name="bookedTicks">How long they are expected to take together.</param>
    /// <param name="demand">What this one needs.</param>
    public static bool HasRoom(int assigned, long bookedTicks, in Demand demand) =>
        assigned == 0 || (MayPrefetch(demand) && assigned < Jobs && bookedTicks + demand.Estimate <= PrefetchLimit);

    /// <summary>Whether a busy worker is given a job rather than waking a free one.</summary>
    /// <param name="assigned">How many jobs it has.</param>
    /// <param name="bookedTicks">How long they are expected to take together.</param>
    /// <param name="demand">What this one needs.</param>
    public static bool CanPiggyback(int assigned, long bookedTicks, in Demand demand) =>
        assigned > 0 && MayPiggyback(demand) && bookedTicks + demand.Estimate <= PiggybackLimit && HasRoom(assigned, bookedTicks, demand);
}
