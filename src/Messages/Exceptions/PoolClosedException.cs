namespace Troupe;

/// <summary>The pool accepts no further jobs: it was completed, killed or disposed. Jobs that it dropped end with this exception,
/// too.</summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class PoolClosedException(
    string message,
    Exception? innerException = null) : InvalidOperationException(message, innerException);
