namespace Troupe.Chaos.Records;

/// <summary>How a job ended, as its caller was told.</summary>
internal enum OutcomeKind
{
    Result,
    Thrown,
    Cancelled,
    WorkerLost,
    Poisoned,
    TimedOut,
    TimedOutInQueue,

    /// <summary>An error that no job should end with; its text is in <see cref="JobOutcome.Detail"/>.</summary>
    Other,
}
