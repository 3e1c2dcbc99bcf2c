namespace Troupe;

/// <summary>No worker can be started. The inner exception is the first worker's start error; the message names its type alone, so that it
/// can be shown to others.</summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class PoolUnavailableException(
    string message,
    Exception? innerException = null) : InvalidOperationException(message, innerException);
