namespace Troupe.SharedState.FastPaths;

/// <summary>
/// What a slot of a ring is in, as one number that changes in one step. The lap, how often the ring had gone round when the
/// slot was last free, tells a slot that is still to be filled from one that was filled and emptied meanwhile.
/// </summary>
internal static class SlotState
{
    private const int OwnerBits = 21;
    private const int LapShift = PhaseBits + OwnerBits;
    private const int PhaseBits = 3;
    private const ulong PhaseMask = (1UL << PhaseBits) - 1;
    private const ulong OwnerMask = (1UL << OwnerBits) - 1;

    /// <summary>The phases of a slot within one lap. Fresh memory, all zero, is free slots of the first lap.</summary>
    public enum Phase
    {
        /// <summary>To be claimed by the next writer.</summary>
        Free = 0,

        /// <summary>Claimed by a process that is filling it.</summary>
        Claimed = 1,

        /// <summary>To be taken by a reader.</summary>
        Full = 2,

        /// <summary>Holds nothing and never will: its writer died. The next process to pass frees it.</summary>
        Skipped = 3,

        /// <summary>No writer gets past it: the home has things to put in order first.</summary>
        Barrier = 4,
    }

    /// <summary>Processes that can tell their claims apart on one ring.</summary>
    public const int MostOwners = (int)OwnerMask;

    public static ulong Of(Phase phase, long lap, int owner = 0) => (ulong)phase | ((ulong)owner << PhaseBits) | ((ulong)lap << LapShift);

    public static Phase PhaseOf(ulong state) => (Phase)(state & PhaseMask);

    public static int OwnerOf(ulong state) => (int)((state >> PhaseBits) & OwnerMask);

    public static long LapOf(ulong state) => (long)(state >> LapShift);
}
