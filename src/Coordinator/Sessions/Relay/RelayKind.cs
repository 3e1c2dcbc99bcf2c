namespace Troupe.Sessions.Relay;

/// <summary>What a message between the two ends of a relayed session says. The numbers are what travels.</summary>
internal enum RelayKind : byte
{
    /// <summary>Never sent.</summary>
    None = 0,

    // Of the link itself, in both directions; not numbered, and lost with a link.

    /// <summary>The first message of each end on each link: what it has received, and what of that is taken.</summary>
    Resume = 1,

    /// <summary>How far messages are taken: they are not sent again.</summary>
    Acknowledge = 2,

    /// <summary>From the worker: what it held at the last check.</summary>
    Memory = 3,

    // Orders, to the worker.

    /// <summary>Binds a function's number to what defines it.</summary>
    Define = 16,

    /// <summary>A job.</summary>
    Assign = 17,

    /// <summary>A job is to end.</summary>
    Cancel = 18,

    /// <summary>What became of a job that the worker's job has submitted.</summary>
    Answer = 19,

    /// <summary>The worker is to end after its jobs.</summary>
    ShutDown = 20,

    /// <summary>The worker is to end now.</summary>
    Kill = 21,

    /// <summary>The worker's process is asked to end.</summary>
    Terminate = 22,

    // Events, from the worker.

    /// <summary>It takes jobs.</summary>
    Ready = 32,

    /// <summary>What it told of its jobs.</summary>
    Report = 33,

    /// <summary>It answers nothing more.</summary>
    Unreachable = 34,

    /// <summary>It holds more memory than the soft limit.</summary>
    OverSoftLimit = 35,

    /// <summary>It is gone, with the judgement of what its jobs did.</summary>
    Ended = 36,

    /// <summary>All that its session held is released.</summary>
    Closed = 37,

    /// <summary>A line that a job has logged.</summary>
    LogLine = 38,
}
