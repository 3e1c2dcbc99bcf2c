namespace Troupe.Messages.Frames;

/// <summary>
/// A peer sent what no honest peer sends. The link is closed and never read again; there is no way back into step.
/// </summary>
internal sealed class ProtocolViolationException : Exception
{
    /// <summary>Creates the exception without a text.</summary>
    public ProtocolViolationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the peer did.</param>
    public ProtocolViolationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the peer did.</param>
    /// <param name="innerException">How it was noticed.</param>
    public ProtocolViolationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
