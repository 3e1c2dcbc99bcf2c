namespace Troupe.Chaos.Records;

/// <summary>What is done to the pool, or what a job does to its own worker.</summary>
internal enum FaultKind
{
    /// <summary>F1: SIGKILL to a worker without a job.</summary>
    KillIdle,

    /// <summary>F2: SIGKILL to a worker with a job.</summary>
    KillBusy,

    /// <summary>F3: SIGSTOP.</summary>
    Stop,

    /// <summary>F2 for the process of a hosted object.</summary>
    KillHosted,

    /// <summary>F4: native code reads address 16.</summary>
    NativeCrash,

    /// <summary>F5.</summary>
    FailFast,

    /// <summary>F5.</summary>
    StackOverflow,

    /// <summary>F6: more memory than the worker's small heap may have.</summary>
    HeapLimit,

    /// <summary>F7: the process ends as if all were well.</summary>
    ExitZero,

    /// <summary>F8: an endless loop with a deadline.</summary>
    EndlessLoop,

    /// <summary>F10: much text on standard output.</summary>
    OutputFlood,

    /// <summary>F11: reads the standard input and closes it.</summary>
    StandardInput,

    /// <summary>F12: a part of a frame, then the end.</summary>
    HalfFrame,

    /// <summary>F14, F15: what no honest worker sends.</summary>
    BrokenProtocol,

    /// <summary>F16: leaves a grandchild in a session of its own.</summary>
    Session,

    /// <summary>F17: dies and leaves a grandchild that holds the standard output.</summary>
    HeldOutput,
}
