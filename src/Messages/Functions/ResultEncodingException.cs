namespace Troupe.Messages.Functions;

/// <summary>The function ran and returned, but its result could not be encoded; the result is lost.</summary>
internal sealed class ResultEncodingException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public ResultEncodingException()
    {
    }

    /// <summary>Creates an exception with a message only.</summary>
    public ResultEncodingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the encoding error.</summary>
    public ResultEncodingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
