namespace Troupe.Links.Handshakes;

/// <summary>A peer was not admitted. The peer itself is told nothing; the text is for the log of this side.</summary>
internal sealed class HandshakeException : Exception
{
    /// <summary>Whether the peer left by itself, as a worker does that ends: it was not refused.</summary>
    public bool PeerLeft { get; init; }

    /// <summary>Creates the exception without a text.</summary>
    public HandshakeException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the peer was refused.</param>
    public HandshakeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the peer was refused.</param>
    /// <param name="innerException">How it was noticed.</param>
    public HandshakeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
