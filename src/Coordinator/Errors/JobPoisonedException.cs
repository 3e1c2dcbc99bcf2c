namespace Troupe;

/// <summary>A job was given up because its worker died each time it ran: it is the likely cause. The text lists every death.</summary>
/// <param name="message">What happened, to which job or worker, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class JobPoisonedException(string message, Exception? innerException = null) : WorkerLostException(message, innerException);
