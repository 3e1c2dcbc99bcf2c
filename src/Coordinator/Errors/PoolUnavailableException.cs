namespace Troupe;

/// <summary>No worker can be started. The inner exception, where there is one, is the first worker's start error.</summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class PoolUnavailableException(string message, Exception? innerException = null) : InvalidOperationException(message, innerException);
