namespace Troupe;

/// <summary>What ended a worker process. Further reasons may be added: treat one that is not known as <see cref="Unknown"/>.</summary>
public enum WorkerLostReason
{
    /// <summary>Not known, as when what watched the worker has failed itself.</summary>
    Unknown,

    /// <summary>It exited by itself: <c>Environment.Exit</c>, or native code that did. See
    /// <see cref="WorkerLostException.ExitCode"/>.</summary>
    Exited,

    /// <summary>
    /// A fault ended it: an unhandled exception, <c>FailFast</c>, a stack overflow, an abort or an access violation of native
    /// code. The last lines of its standard error usually tell which.
    /// </summary>
    Crashed,

    /// <summary>A signal from outside ended it, such as SIGKILL by a user or by the system when the machine is out of memory.</summary>
    Signalled,

    /// <summary>Troupe ended it: by <c>ChildProcess.Kill</c>, or since another call in a shared process had to be ended.</summary>
    Killed,

    /// <summary>Troupe ended it because it held more memory than <c>ProcessPoolOptions.HardMemoryLimit</c>; or the system did, because the
    /// memory limit of its container, or of another control group, was reached (Linux).</summary>
    MemoryLimit,

    /// <summary>It gave no sign of life for 10 s and was ended: stopped, frozen, or stuck in the kernel.</summary>
    Frozen,

    /// <summary>Its connection ended and it did not, so that it was ended, or given up where it could no longer be reached.</summary>
    LinkLost,

    /// <summary>It sent what no worker sends and was ended: code of the job's has written to what is the worker's own.</summary>
    ProtocolViolation,

    /// <summary>There was no process: the system refused it, or had not made it when it was given up.</summary>
    NotStarted,
}
