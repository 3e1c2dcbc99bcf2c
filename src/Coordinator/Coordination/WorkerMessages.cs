using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Processes;
using Troupe.Remoting.Links;

namespace Troupe.Coordination;

/// <summary>What a worker's proxy tells the coordinator.</summary>
internal abstract record WorkerMessage(WorkerId Worker);

/// <summary>The worker takes jobs.</summary>
internal sealed record WorkerReady(WorkerId Worker, int Pid, Func<(long Memory, long Peak)> Memory) : WorkerMessage(Worker);

/// <summary>Jobs left the worker; those given back stand in the list.</summary>
internal sealed record WorkerReleased(WorkerId Worker, int Count, int Finished, long Ticks, bool Overrun, IReadOnlyList<Job>? Returned) : WorkerMessage(Worker);

/// <summary>A job that failed in a way its policy may forgive.</summary>
internal sealed record JobFailedAttempt(WorkerId Worker, Job Job, JobFault Fault) : WorkerMessage(Worker);

/// <summary>A job submitted by a job.</summary>
internal sealed record NestedSubmitted(WorkerId Worker, NestedJob Job) : WorkerMessage(Worker);

/// <summary>It holds more memory than the soft limit: it is to be replaced after its job.</summary>
internal sealed record WorkerOverSoftLimit(WorkerId Worker) : WorkerMessage(Worker);

/// <summary>Its link has ended: it answers nothing more. <see cref="WorkerEnded"/> follows when its process is gone.</summary>
internal sealed record WorkerUnreachable(WorkerId Worker) : WorkerMessage(Worker);

/// <summary>A nested job has had its outcome.</summary>
internal sealed record NestedEnded(WorkerId Worker) : WorkerMessage(Worker);

/// <summary>
/// The worker is gone. <paramref name="Unstarted"/> had not begun and wait again; <paramref name="Blamed"/> ran.
/// <paramref name="StartError"/> is set when it ended before it was ready.
/// </summary>
internal sealed record WorkerEnded(WorkerId Worker, IReadOnlyList<Job> Unstarted, Job? Blamed, JobFault Blame, Exception? StartError) : WorkerMessage(Worker)
{
    /// <summary>Whether the start error is what code of the user's threw: the initializer, or what makes the hosted object.</summary>
    public bool StartThrew { get; init; }

    /// <summary>Which item of the blamed chunk ran; negative when it had begun none.</summary>
    public int RunningItem { get; init; }

    /// <summary>How it was lost; null when the proxy failed and nobody knows.</summary>
    public WorkerLoss? Loss { get; init; }

    /// <summary>How its process ended; null when the proxy failed and nobody knows.</summary>
    public ProcessExit? Exit => Loss?.Exit;

    /// <summary>How many leases the proxy had taken: further ones crossed this word, and come back as <see cref="LeaseBounced"/>. Null when all are accounted for.</summary>
    public int? Taken { get; init; }
}

/// <summary>What the coordinator and the outside tell a worker's proxy. A leased <see cref="Job"/> is its own message.</summary>
internal abstract record ProxyMessage;

/// <summary>Its turn to start its process has come; it holds a permit now.</summary>
internal sealed record MayStart : ProxyMessage
{
    public static readonly MayStart Instance = new();
}

/// <summary>End after the running job; no job follows.</summary>
internal sealed record ShutDownWorker : ProxyMessage;

/// <summary>End now.</summary>
internal sealed record KillWorker(string Why, bool Planned = true) : ProxyMessage;

/// <summary>Ask the process to end, as the system does: SIGTERM, where there are signals.</summary>
internal sealed record TerminateWorker : ProxyMessage;

/// <summary>End one of its jobs.</summary>
internal sealed record CancelLeased(Job Job) : ProxyMessage;

/// <summary>The process runs.</summary>
internal sealed record ProcessStarted(WorkerProcess Process) : ProxyMessage;

/// <summary>The process could not be started.</summary>
internal sealed record ProcessNotStarted(Exception Error) : ProxyMessage;

/// <summary>The worker has proved itself; frames follow.</summary>
internal sealed record LinkUp(Link Link) : ProxyMessage;

/// <summary>The link was read to its end, or to where its peer broke the protocol.</summary>
internal sealed record LinkDown(string Reason, bool Violated) : ProxyMessage;

/// <summary>The process has ended.</summary>
internal sealed record ProcessGone(ProcessExit Exit) : ProxyMessage;

/// <summary>It is time to look at deadlines.</summary>
internal sealed record LookAtDeadline : ProxyMessage;

/// <summary>It is time to look at heartbeat and memory.</summary>
internal sealed record LookAtHealth : ProxyMessage;

/// <summary>A wait for the end of a job is over.</summary>
internal sealed record WaitOver(ProxyWait Wait, ulong Job) : ProxyMessage;

/// <summary>A phase, or phases that share a bound, have lasted as long as they may.</summary>
internal sealed record PhaseOver(WorkerPhase Begins) : ProxyMessage;

/// <summary>What a worker that is about to be killed was doing; empty when it did not tell.</summary>
internal sealed record StacksRead(int Number, Job Job, CancelMode How, string Stacks) : ProxyMessage;

/// <summary>A nested job's outcome, to be sent to the worker.</summary>
internal sealed record NestedAnswer(ulong Submission, FrameKind Kind, byte[] Payload, bool Last) : ProxyMessage;

/// <summary>How long a job that was asked to stop is waited for.</summary>
internal enum ProxyWait
{
    /// <summary>Its own end, within the grace period.</summary>
    Grace,

    /// <summary>The end of its worker, which was told to end itself.</summary>
    Kill,
}
