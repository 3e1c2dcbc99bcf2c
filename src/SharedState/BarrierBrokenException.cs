namespace Troupe;

/// <summary>A <see cref="ProcessBarrier"/> is broken: a party died or gave up, so not all can come. It stays so until it is
/// reset.</summary>
/// <param name="message">Why it broke, and what to do next.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class BarrierBrokenException(
    string message,
    Exception? innerException = null) : InvalidOperationException(message, innerException);
