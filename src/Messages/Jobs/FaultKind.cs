namespace Troupe.Messages.Jobs;

/// <summary>Where a job failed; the first byte of a fault message, before the error.</summary>
internal enum FaultKind : byte
{
    /// <summary>The user's code threw.</summary>
    Threw = 1,

    /// <summary>The user's code ended with the cancellation that it was asked for.</summary>
    Cancelled = 2,

    /// <summary>The arguments could not be decoded.</summary>
    ArgumentDecoding = 3,

    /// <summary>The result could not be encoded.</summary>
    ResultEncoding = 4,

    /// <summary>The function may not be called, or is not there in this build.</summary>
    FunctionRefused = 5,

    /// <summary>No function has this name and these parameters.</summary>
    FunctionNotFound = 6,

    /// <summary>The coordinator gave the job up: its worker died, its time ran out, the pool ended. Only on nested faults.</summary>
    NotCompleted = 7,

    /// <summary>The result is longer than a message may be.</summary>
    ResultTooLarge = 8,
}
