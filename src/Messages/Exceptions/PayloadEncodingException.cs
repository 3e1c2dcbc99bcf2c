namespace Troupe;

/// <summary>
/// A value could not be turned into bytes to be sent to another process. Thrown at the call that passed the value;
/// nothing was sent. When the value's own code (a getter, a converter) threw, that is the inner exception.
/// </summary>
public class PayloadEncodingException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public PayloadEncodingException()
    {
    }

    /// <summary>Creates an exception that says what could not be encoded.</summary>
    public PayloadEncodingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception that says what could not be encoded and why.</summary>
    public PayloadEncodingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
