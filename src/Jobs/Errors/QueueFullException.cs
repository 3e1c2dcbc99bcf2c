namespace Troupe;

/// <summary>The pool's queue holds as many jobs as <c>ProcessPoolOptions.QueueCapacity</c> allows. The job was not accepted; try again
/// later, or let <c>ProcessPoolOptions.QueueFullMode</c> wait.</summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class QueueFullException(
    string message,
    Exception? innerException = null) : InvalidOperationException(message, innerException);
