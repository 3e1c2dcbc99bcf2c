namespace Troupe.SharedState;

/// <summary>How a request to a shared object ended; the byte after the request's number in every reply.</summary>
internal enum ReplyCode : byte
{
    /// <summary>Done; what was asked for follows.</summary>
    Done = 0,

    /// <summary>Not possible at this moment, and the asker did not want to wait.</summary>
    Refused = 1,

    /// <summary>The asker gave up before it was done; nothing was changed.</summary>
    Withdrawn = 2,

    /// <summary>The channel or pipe was completed; the error it was completed with may follow.</summary>
    Closed = 3,

    /// <summary>The request makes no sense in the object's state; the reason follows as text.</summary>
    Invalid = 4,

    /// <summary>The value is longer than the object's home takes; the limit in bytes follows.</summary>
    TooLarge = 5,
}
