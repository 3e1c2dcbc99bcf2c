namespace Troupe;

/// <summary>A value's encoded form is larger than the limit for one message. Nothing was sent.</summary>
public sealed class PayloadTooLargeException : PayloadEncodingException
{
    /// <summary>Creates an exception without a particular message.</summary>
    public PayloadTooLargeException()
    {
    }

    /// <summary>Creates an exception with a message only.</summary>
    public PayloadTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public PayloadTooLargeException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception for a payload that would pass <paramref name="limit"/> bytes.</summary>
    public PayloadTooLargeException(long limit, long needed)
        : base($"The payload needs at least {needed:N0} bytes, more than the limit of {limit:N0} bytes. " +
               "Send less, split the data over several jobs, put it in a shared array or a file, or raise the limit.")
    {
        Limit = limit;
    }

    /// <summary>The limit that was passed, in bytes; 0 when unknown.</summary>
    public long Limit { get; }
}
