namespace Troupe.Messages.Functions;

/// <summary>The arguments (or captured data) of a call could not be decoded; the function was not entered.</summary>
internal sealed class ArgumentDecodingException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public ArgumentDecodingException()
    {
    }

    /// <summary>Creates an exception with a message only.</summary>
    public ArgumentDecodingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the decoding error.</summary>
    public ArgumentDecodingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
