namespace Troupe;

/// <summary>
/// A job's time was up: it ran longer than <see cref="JobOptions.Timeout"/> or waited longer than
/// <see cref="JobOptions.QueueTimeout"/>. When it is thrown the job's code no longer runs.
/// </summary>
/// <param name="message">Which job, on which worker, and which limit.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class JobTimeoutException(string message, Exception? innerException = null) : TimeoutException(message, innerException)
{
    /// <summary>The limit that was passed; null when it is not known, as on a nested job's error.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Whether the job had started: false when its time in the queue was up.</summary>
    public bool Started { get; init; }
}
