using Microsoft.Extensions.Logging;
using Troupe.Jobs.Contexts;
using Troupe.Jobs.Pools;
using Troupe.Jobs.Progress;
using Troupe.Links.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe;

/// <summary>
/// The job that the calling code runs in. It flows with the job's tasks and threads, and keeps its numbers after the job's
/// end; reports and log lines after the end are dropped. Safe for any thread.
/// </summary>
public sealed class JobContext
{
    private readonly JobScope _scope;

    private JobContext(JobScope scope)
    {
        _scope = scope;
        Logger = new JobLogger(scope);
    }

    /// <summary>The running job's context.</summary>
    /// <exception cref="InvalidOperationException">The calling code does not run in a job.</exception>
    public static JobContext Current => TryGetCurrent() ?? throw new InvalidOperationException("JobContext.Current is for code that "
        + "runs in a job of a pool; this code runs outside of one. Use JobContext.TryGetCurrent() where both can be.");

    /// <summary>The running job's context, if there is a job.</summary>
    /// <returns>The context; null outside of jobs.</returns>
    public static JobContext? TryGetCurrent() => JobScope.Current is { } scope ? new JobContext(scope) : null;

    /// <summary>The job's number, unique in its pool.</summary>
    public long JobId => (long)_scope.JobId;

    /// <summary>Which attempt at the job this is, from 1.</summary>
    public int Attempt => _scope.Attempt;

    /// <summary>The worker's slot in the pool, from 0.</summary>
    public int WorkerSlot => _scope.Slot;

    /// <summary>Which process it is in this slot, from 1.</summary>
    public int WorkerGeneration => _scope.Generation;

    /// <summary>The name of the process, where <c>ChildProcess</c> started it; null in a worker of a pool.</summary>
    public string? ProcessName => _scope.ProcessName;

    /// <summary>The id of the process that started this one.</summary>
    public int ParentPid => _scope.ParentPid;

    /// <summary>Fires when the job is cancelled or its time is up. Asking for it tells the pool that the job can end softly.</summary>
    public CancellationToken CancellationToken => _scope.CancellationToken;

    /// <summary>
    /// Logs to the pool's logger, in the process that started the pool: level, event, template, exception, scopes and named values, of
    /// which plain ones keep their type and others travel as their text; with the job's number and worker. What is enabled is what the
    /// pool's logger had enabled when the pool was started; what it has disabled since is dropped there.
    /// </summary>
    public ILogger Logger { get; }

    /// <summary>The pool that runs this job. Jobs submitted to it are the pool's like all others; waiting for them cannot
    /// deadlock.</summary>
    public IProcessPool Pool { get; } = NestedPool.Instance;

    /// <summary>
    /// Reports progress to the caller's <see cref="IProgress{T}"/>, given by <see cref="JobOptions.WithProgress{T}"/>. At
    /// most one report in 10 ms travels, the newest; the last one always does.
    /// </summary>
    /// <typeparam name="T">The type that the caller asked for.</typeparam>
    /// <param name="progress">The value.</param>
    /// <exception cref="PayloadNotEncodableException"><typeparamref name="T"/> cannot travel.</exception>
    public void Report<T>(T progress)
    {
        using var writer = new PayloadWriter();
        writer.WriteUnmanaged(ProgressType<T>.Mark);
        PayloadCodec<T>.Instance.Write(writer, progress);
        _scope.Report(writer.WrittenSpan);
    }
}
