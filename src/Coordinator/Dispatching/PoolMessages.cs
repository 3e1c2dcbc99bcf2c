using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>What the pool's face, and time, tell the dispatcher. A submitted <see cref="Job"/> is its own message.</summary>
internal abstract record PoolMessage;

/// <summary>The caller wants the job to end.</summary>
internal sealed record CancelJob(Job Job) : PoolMessage;

/// <summary>Its time in the queue is up.</summary>
internal sealed record QueueTimeUp(Job Job) : PoolMessage;

/// <summary>A job whose pause before the next attempt is over.</summary>
internal sealed record Requeue(Job Job) : PoolMessage;

/// <summary>The error that an attempt ended with, made where a constructor of the program's own may take its time.</summary>
internal sealed record ErrorMade(Job Job, JobFault Fault, Exception Error) : PoolMessage;

/// <summary>No job waits or runs: completes the source as soon as that is so.</summary>
internal sealed record WhenDrained(TaskCompletionSource Drained) : PoolMessage;

/// <summary>The first worker is ready, or none can be started.</summary>
internal sealed record WhenStarted(TaskCompletionSource Started) : PoolMessage;

/// <summary>Another number of workers.</summary>
internal sealed record Resize(int Workers, TaskCompletionSource Done) : PoolMessage;

/// <summary>The end: jobs that have not ended are cancelled with the reason; workers end normally, or are killed.</summary>
internal sealed record EndPool(Exception Reason, bool Kill, TaskCompletionSource Ended) : PoolMessage
{
    /// <summary>The time that jobs had to end; null when they were not waited for, since that was asked for.</summary>
    public TimeSpan? DrainTime { get; init; }
}

/// <summary>How many jobs have no outcome yet.</summary>
internal sealed record CountUnfinished(TaskCompletionSource<Unfinished> Counted) : PoolMessage;

/// <summary>The pause before the next worker of a slot is over.</summary>
internal sealed record PauseOver(WorkerId Ended) : PoolMessage;

/// <summary>Stand-ins that were not needed for a while may go.</summary>
internal sealed record ShrinkPlaces : PoolMessage;

/// <summary>The pool starts: its first workers are to be.</summary>
internal sealed record OpenPool : PoolMessage;

/// <summary>Asks the worker of a child process to end, as the system does.</summary>
internal sealed record TerminateChild : PoolMessage;

/// <summary>Ends the worker of a child process.</summary>
internal sealed record KillChild(string Why) : PoolMessage;

/// <summary>A hosted object was lost with its worker, and whether it starts again is decided.</summary>
internal sealed record InstanceLossJudged(
    WorkerSlot Slot,
    WorkerLoss Loss,
    WorkerLostException Error,
    IReadOnlyList<Job> Waiting,
    bool Again) : PoolMessage;

/// <summary>All results that were left to other threads are with their jobs.</summary>
internal sealed record AllDelivered : PoolMessage;

/// <summary>A thread that something was left to could not do it: a bug.</summary>
internal sealed record PartBroke(Exception Error) : PoolMessage;
