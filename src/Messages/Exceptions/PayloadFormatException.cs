namespace Troupe;

/// <summary>
/// Received bytes are not a value of the declared type: truncated, over-long, malformed, or refused by the type's own
/// constructor or converter (then the inner exception). Usually the two processes run different builds.
/// </summary>
public sealed class PayloadFormatException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public PayloadFormatException()
    {
    }

    /// <summary>Creates an exception that says what is wrong with the bytes.</summary>
    public PayloadFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception that says what is wrong with the bytes, and the cause.</summary>
    public PayloadFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
