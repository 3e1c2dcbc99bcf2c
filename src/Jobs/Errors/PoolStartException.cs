namespace Troupe;

/// <summary>
/// The pool could not be started: no worker reported ready, or there was no folder for its directory. The inner exception is the error of
/// the first worker that failed; its <see cref="Exception.ToString"/> tells the worker's last lines, which the message does not.
/// </summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class PoolStartException(
    string message,
    Exception? innerException = null) : InvalidOperationException(message, innerException);
