namespace Troupe;

/// <summary>Where a job is on its way. It only ever moves forward, but for a retry, which queues it again.</summary>
public enum JobState
{
    /// <summary>Accepted, and waiting for a free worker.</summary>
    Queued,

    /// <summary>Handed to a worker; it runs, or is about to.</summary>
    Running,

    /// <summary>Ended with a result.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Ended because it was cancelled.</summary>
    Cancelled,
}
