using static Troupe.Sessions.WorkerPhase;

namespace Troupe.Sessions;

/// <summary>
/// The life of one incarnation of a worker: one table says what follows on what, and one how long each phase may last. Pure.
/// <code>
/// Queued ─▶ Starting ─▶ Connecting ─▶ Joining ─▶ Ready ─▶ Ending          link ends: ─▶ Unlinked
///                                                                        process ends: ─▶ Draining
/// from each of them Kill leads to Killed, or to KilledUnlinked where there is no link;   both ended: ─▶ Gone
/// </code>
/// </summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="WasReady">Whether it has said that it takes jobs: one that never has, has failed to start.</param>
internal readonly record struct WorkerLife(WorkerPhase Phase, bool WasReady)
{
    /// <summary>How long a worker that was told to end may take for what user code does at its process's exit, or in disposing its
    /// object.</summary>
    internal static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);

    /// <summary>How long a process that was killed is awaited.</summary>
    internal static readonly TimeSpan KillTime = TimeSpan.FromSeconds(2);

    /// <summary>A worker that ends closes its link a moment before it is gone.</summary>
    private static readonly TimeSpan s_unlinkedTime = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(1);

    /// <summary>Whether everything is known that there is to know.</summary>
    public bool IsOver => Phase == Gone;

    /// <summary>What follows; the same where the event changes nothing, as when it comes late.</summary>
    public WorkerLife On(WorkerEvent happened) => (Phase, happened) switch
    {
        (Queued, WorkerEvent.StartBegun) => To(Starting),
        (Starting, WorkerEvent.ProcessStarted) => To(Connecting),
        (Queued or Starting or Connecting, WorkerEvent.LinkUp) => To(Joining),
        (KilledUnlinked, WorkerEvent.LinkUp) => To(Killed),
        (Joining, WorkerEvent.Ready) => new WorkerLife(Ready, WasReady: true),
        (Killed or Draining or Gone, WorkerEvent.Ready) => this with { WasReady = true },
        (Joining or Ready, WorkerEvent.EndBegun) => To(Ending),

        (Joining or Ready or Ending, WorkerEvent.LinkDown) => To(Unlinked),
        (Killed, WorkerEvent.LinkDown) => To(KilledUnlinked),
        (Draining, WorkerEvent.LinkDown) => To(Gone),

        (Queued or Starting or Connecting or Unlinked, WorkerEvent.Kill) => To(KilledUnlinked),
        (Joining or Ready or Ending, WorkerEvent.Kill) => To(Killed),

        (Starting or KilledUnlinked, WorkerEvent.StartFailed) => To(Gone),
        (Starting or Connecting or Unlinked or KilledUnlinked, WorkerEvent.ProcessGone) => To(Gone),
        (Joining or Ready or Ending or Killed, WorkerEvent.ProcessGone) => To(Draining),
        (Killed or KilledUnlinked or Draining, WorkerEvent.GivenUp) => To(Gone),
        _ => this,
    };

    /// <summary>How long a phase may last; null when for ever. Phases that share a bound share its time, from the first of them
    /// on.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="startTimeout">See <see cref="ProcessPoolOptions.StartTimeout"/>.</param>
    public static TimeSpan? BoundOf(WorkerPhase phase, TimeSpan startTimeout) => phase switch
    {
        Starting or Connecting or Joining => startTimeout,
        Ending => EndTime,
        Unlinked => s_unlinkedTime,
        Killed or KilledUnlinked => KillTime,
        Draining => s_drainTime,
        _ => null,
    };

    /// <summary>The first of the phases that share a bound.</summary>
    public static WorkerPhase BoundBegins(WorkerPhase phase) => phase switch
    {
        Connecting or Joining => Starting,
        KilledUnlinked => Killed,
        _ => phase,
    };

    private WorkerLife To(WorkerPhase phase) => this with { Phase = phase };
}
