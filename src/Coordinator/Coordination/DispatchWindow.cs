namespace Troupe.Coordination;

/// <summary>
/// How far ahead a worker is given work. A worker that has nothing always gets a job. It gets more only while the
/// measured run times say that all of it together takes about a millisecond: enough to hide the way there and back,
/// too little for anything to wait long behind it. Pure.
/// </summary>
internal static class DispatchWindow
{
    /// <summary>The most work ahead, in ticks of 100 ns: 1 ms.</summary>
    public const long Ahead = TimeSpan.TicksPerMillisecond;

    /// <summary>The most jobs ahead, whatever they take; bounds what a worker's death puts back into the queue.</summary>
    public const int Jobs = 1024;

    /// <summary>A job with longer arguments goes to a worker that has nothing else, so that nothing waits behind its bytes.</summary>
    public const int Bytes = 64 * 1024;

    /// <summary>Whether a worker may be given a job.</summary>
    /// <param name="leased">How many jobs it has.</param>
    /// <param name="bookedTicks">How long they are expected to take together.</param>
    /// <param name="estimate">How long this one is expected to take; negative when nothing is known.</param>
    /// <param name="bytes">The length of its arguments.</param>
    public static bool HasRoom(int leased, long bookedTicks, long estimate, int bytes) =>
        leased == 0 || (estimate >= 0 && leased < Jobs && bookedTicks + estimate <= Ahead && bytes <= Bytes);
}
