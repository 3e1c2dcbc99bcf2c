using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>How a worker was lost: the facts, from which the error of each job that it had is made.</summary>
internal sealed record WorkerLoss(WorkerId Worker, int Pid, ProcessExit Exit, WorkerLostReason Reason)
{
    public long PeakMemory { get; init; }

    public string StandardErrorTail { get; init; } = "";

    /// <summary>What watched the worker has failed, and how it ended is unknown.</summary>
    public static WorkerLoss Unknown(WorkerId worker) => new(worker, 0, ProcessExit.GivenUp, WorkerLostReason.Unknown);

    /// <summary>What ended a process. Pure.</summary>
    /// <param name="exit">How it ended.</param>
    /// <param name="killedFor">Why the pool had ended it; null when it had not.</param>
    public static WorkerLostReason ReasonOf(ProcessExit exit, WorkerLostReason? killedFor) => (exit, killedFor) switch
    {
        ({ IsOfProcess: false }, _) => WorkerLostReason.NotStarted,
        (_, { } reason) => reason,
        ({ Shortage.Limit: not null }, _) => WorkerLostReason.MemoryLimit,
        ({ IsKnown: false }, _) => WorkerLostReason.Frozen,
        ({ SignalName: "SIGABRT" or "SIGSEGV" or "SIGBUS" or "SIGILL" or "SIGFPE" or "SIGTRAP" or "SIGSYS" }, _) =>
            WorkerLostReason.Crashed,
        ({ SignalName: not null }, _) => WorkerLostReason.Signalled,
        // Windows has no signals: what the system or the runtime ends a process with is an error code of its own, a negative number.
        ({ ExitCode: < -1 }, _) when OperatingSystem.IsWindows() => WorkerLostReason.Crashed,
        _ => WorkerLostReason.Exited,
    };

    /// <summary>The error of one job.</summary>
    /// <param name="text">What happened to it, and what to do next.</param>
    /// <param name="mayHaveRun">Whether its code may have run.</param>
    public WorkerLostException ToException(string text, bool mayHaveRun = true) => Reason == WorkerLostReason.MemoryLimit
        ? new MemoryLimitExceededException(text)
        {
            Reason = Reason,
            Pid = Pid,
            Slot = Worker.Slot,
            Generation = Worker.Generation,
            ExitCode = Exit.KnownCode,
            SignalName = Exit.SignalName,
            PeakMemory = PeakMemory,
            StandardErrorTail = StandardErrorTail,
            MayHaveRun = mayHaveRun,
        }
        : new WorkerLostException(text)
        {
            Reason = Reason,
            Pid = Pid,
            Slot = Worker.Slot,
            Generation = Worker.Generation,
            ExitCode = Exit.KnownCode,
            SignalName = Exit.SignalName,
            PeakMemory = PeakMemory,
            StandardErrorTail = StandardErrorTail,
            MayHaveRun = mayHaveRun,
        };
}
