using Troupe.Messages.Functions;
using Troupe.Messages.Logs;

namespace Troupe.Links.Jobs;

/// <summary>
/// What a worker process knows of the job that runs, and the way back to the coordinator. It flows with the job's
/// execution context, so threads and tasks that a job starts see their own job, also after its end.
/// </summary>
internal abstract class JobScope : IJobCall
{
    private static readonly AsyncLocal<JobScope?> s_flowing = new();

    /// <summary>The scope of the job that the calling code belongs to; null outside of jobs.</summary>
    public static JobScope? Current
    {
        get => s_flowing.Value;
        protected set => s_flowing.Value = value;
    }

    /// <summary>The job's number, unique in its pool.</summary>
    public abstract ulong JobId { get; }

    /// <summary>Which attempt at the job this is, from 1.</summary>
    public abstract int Attempt { get; }

    /// <summary>The worker's slot in the pool.</summary>
    public abstract int Slot { get; }

    /// <summary>Which incarnation of the slot this process is.</summary>
    public abstract int Generation { get; }

    /// <summary>How many workers the pool has.</summary>
    public abstract int PoolSize { get; }

    /// <summary>The pool's policy for jobs that are to be tried again, encoded; empty for never.</summary>
    public abstract ReadOnlyMemory<byte> PoolRetry { get; }

    /// <summary>Whether jobs of this one run in its culture when they do not say it themselves.</summary>
    public abstract bool FlowsCulture { get; }

    /// <summary>The name of the process, if it was started for this job alone; null in a worker of a pool.</summary>
    public abstract string? ProcessName { get; }

    /// <summary>The process that started this one.</summary>
    public abstract int ParentPid { get; }

    /// <summary>Fires when the job is cancelled or its time is up.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Sends progress to the caller; a later report may replace one that was not sent yet.</summary>
    /// <param name="report">The encoded value.</param>
    public abstract void Report(ReadOnlySpan<byte> report);

    /// <summary>Sends what the job logs to the coordinator's logger.</summary>
    /// <param name="entry">The line, with what belongs to it.</param>
    public abstract void Log(JobLogEntry entry);

    /// <summary>Whether the coordinator's logger wants lines of a level.</summary>
    /// <param name="level">The level, as in Microsoft.Extensions.Logging.</param>
    public abstract bool IsLogged(int level);

    /// <summary>Submits a job to the pool that runs this one.</summary>
    /// <param name="submission">The encoded submission.</param>
    /// <param name="receiver">Gets everything that becomes of it.</param>
    /// <returns>The submission's number.</returns>
    public abstract ulong Submit(ReadOnlySpan<byte> submission, INestedReceiver receiver);

    /// <summary>Withdraws a submission.</summary>
    /// <param name="submission">Its number.</param>
    public abstract void CancelSubmission(ulong submission);

    /// <summary>Has something done at the job's end, before its outcome goes out: what it holds of shared objects is released.</summary>
    /// <param name="action">Called once, on the job's thread; must not throw or wait.</param>
    /// <returns>False when the job has ended already; the action is not called then.</returns>
    public abstract bool TryAtEnd(Action action);
}

/// <summary>Told of a nested job's fate, on the thread that reads the link: the receiver copies and returns.</summary>
internal interface INestedReceiver
{
    /// <summary>A message about the nested job came in.</summary>
    /// <param name="kind">Result, fault, items or item fault, in their nested forms.</param>
    /// <param name="payload">The message; valid during the call.</param>
    /// <returns>Whether it was the last one.</returns>
    bool OnNested(Messages.Frames.FrameKind kind, ReadOnlySpan<byte> payload);
}
