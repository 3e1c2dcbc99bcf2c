using Troupe.Jobs;

namespace Troupe.Sessions;

/// <summary>The worker is gone: the one event of its death, with the judgement of what its jobs did. A job that it does not name has not
/// begun.</summary>
internal sealed class WorkerEnded(WorkerId worker, WorkerLoss loss) : SessionEvent(worker)
{
    /// <summary>How it was lost.</summary>
    public WorkerLoss Loss => loss;

    /// <summary>How many assignments it had taken: later ones crossed this word and never reached it.</summary>
    public long JobsReceived { get; init; }

    /// <summary>The job that ran; 0 for none.</summary>
    public ulong Running { get; init; }

    /// <summary>Which item of the running chunk ran; negative when it had begun none.</summary>
    public int RunningItem { get; init; }

    /// <summary>Whether the worker was ended because the time of the running job, or of its item, was up.</summary>
    public bool TimeWasUp { get; init; }

    /// <summary>What the worker did when its job's time was up; empty when it did not tell.</summary>
    public string Stacks { get; init; } = "";

    /// <summary>Whether it could have told its stacks.</summary>
    public bool TellsStacks { get; init; }

    /// <summary>Jobs that may have run and whose outcome did not arrive.</summary>
    public IReadOnlySet<ulong> InDoubt { get; init; } = new HashSet<ulong>();

    /// <summary>Set when it ended before it was ready.</summary>
    public Exception? StartError { get; init; }

    /// <summary>The same as data, when the worker has told it.</summary>
    public JobFault? StartFault { get; init; }

    /// <summary>Whether the start error is what user code threw: the initializer, or what makes the hosted object.</summary>
    public bool StartThrew { get; init; }

    /// <summary>Why the pool had killed it; null when it had not.</summary>
    public string? KillReason { get; init; }

    /// <summary>Whether this end needs no explanation in the log.</summary>
    public bool Expected { get; init; }

    /// <summary>What the session failed with, so that it is unknown what its jobs did; usually null.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The same as data, when it came from elsewhere.</summary>
    public JobFault? FailureFault { get; init; }
}
