namespace Troupe.Sessions;

/// <summary>What moves a worker from one <see cref="WorkerPhase"/> to the next.</summary>
internal enum WorkerEvent
{
    /// <summary>Its turn to start has come.</summary>
    StartBegun,

    /// <summary>Its process could not be started.</summary>
    StartFailed,

    /// <summary>Its process runs.</summary>
    ProcessStarted,

    /// <summary>It has proved itself; frames follow.</summary>
    LinkUp,

    /// <summary>It takes jobs.</summary>
    Ready,

    /// <summary>It was told to end, or has said that it will.</summary>
    EndBegun,

    /// <summary>The link was read to its end.</summary>
    LinkDown,

    /// <summary>It is to be killed.</summary>
    Kill,

    /// <summary>Its process has ended.</summary>
    ProcessGone,

    /// <summary>What is awaited has not come within its bound, and is awaited no longer.</summary>
    GivenUp,
}
