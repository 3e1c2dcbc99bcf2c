namespace Troupe.Sessions;

/// <summary>What a worker tells of a job.</summary>
internal enum OutcomeKind
{
    /// <summary>It is done; the bytes are its result.</summary>
    Succeeded,

    /// <summary>It failed; the fault is in the detail.</summary>
    Failed,

    /// <summary>It ended by its token, which its caller had fired.</summary>
    Cancelled,

    /// <summary>It ended by its token, which its time limit had fired.</summary>
    TimedOut,

    /// <summary>A chunk stopped after the time of an item was up: what is behind that item has not begun.</summary>
    Stopped,

    /// <summary>It has not begun, since another job runs long, and is returned.</summary>
    Returned,

    /// <summary>It was cancelled before it had begun.</summary>
    Dropped,

    /// <summary>Results of neighbouring items; the bytes are their encoding.</summary>
    Items,

    /// <summary>One item failed; the fault is in the detail.</summary>
    ItemFailed,

    /// <summary>One item ended by its token, which its time limit had fired.</summary>
    ItemTimedOut,

    /// <summary>It reports; the bytes are the report.</summary>
    Progress,

    /// <summary>The running job lasts longer than was expected.</summary>
    Lasts,

    /// <summary>A job submits another; the detail is the submission.</summary>
    Submitted,

    /// <summary>A job wants one that it has submitted to end.</summary>
    SubmissionCancelled,
}
