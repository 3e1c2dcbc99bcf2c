namespace Troupe;

/// <summary>The worker that ran the job was killed because it held more memory than <c>ProcessPoolOptions.HardMemoryLimit</c>
/// allows, or by the system, because the memory limit of its container was reached.</summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class MemoryLimitExceededException(
    string message,
    Exception? innerException = null) : WorkerLostException(message, innerException);
