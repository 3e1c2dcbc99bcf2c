namespace Troupe;

/// <summary>How one job is to be handled. Immutable; one instance may serve many jobs.</summary>
public sealed record JobOptions
{
    /// <summary>All defaults.</summary>
    public static JobOptions Default { get; } = new();

    /// <summary>
    /// The longest the job may run, measured from its start in the worker; waiting in the queue does not count. When it is
    /// over, the job's token fires, after <c>ProcessPoolOptions.GracePeriod</c> the worker is killed, and the job
    /// ends with <see cref="JobTimeoutException"/>; a job that never asked for its token is killed at once. Null, the
    /// default: no limit. Must be more than zero.
    /// </summary>
    public TimeSpan? Timeout
    {
        get;
        init => field = OrThrow(value);
    }

    /// <summary>
    /// The longest the job may wait for a worker; then it ends with <see cref="JobTimeoutException"/> without having run. A job
    /// that has run and waits for a further attempt is not ended by it. Null, the default: no limit. Must be more than zero.
    /// </summary>
    public TimeSpan? QueueTimeout
    {
        get;
        init => field = OrThrow(value);
    }

    /// <summary>
    /// When the job is tried again. Null, the default: as <c>ProcessPoolOptions.Retry</c> says; when that is not set either, the job
    /// runs at most once. <see cref="RetryPolicy.None"/> is one attempt whatever the pool says.
    /// </summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Which waiting jobs it overtakes. Default: <see cref="JobPriority.Normal"/>.</summary>
    public JobPriority Priority { get; init; }

    /// <summary>
    /// Whether the job runs in the culture of the code that submits it. Null, the default: as <c>ProcessPoolOptions.FlowCulture</c> says.
    /// </summary>
    public bool? FlowCulture { get; init; }

    /// <summary>A name for logs and errors. Default: the function's.</summary>
    public string? Name { get; init; }

    /// <summary>What holds once the pool has put in its own policy where there is none.</summary>
    internal RetryPolicy Policy => Retry ?? RetryPolicy.None;

    internal Jobs.Progress.ProgressSink? Progress { get; init; }

    /// <summary>Delivers what the job reports through <see cref="JobContext.Report"/>.</summary>
    /// <typeparam name="T">The reported type; the job must report the same.</typeparam>
    /// <param name="progress">
    /// Told in order and before the job's outcome, on the thread pool, never two reports of a job at once. What it throws
    /// is raised as <c>ProcessPool.CallbackFailed</c>.
    /// </param>
    /// <returns>A copy of these options.</returns>
    /// <exception cref="PayloadNotEncodableException"><typeparamref name="T"/> cannot travel.</exception>
    public JobOptions WithProgress<T>(IProgress<T> progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return this with { Progress = new Jobs.Progress.ProgressSink<T>(progress) };
    }

    private static TimeSpan? OrThrow(TimeSpan? value, [System.Runtime.CompilerServices.CallerMemberName] string? name = null) =>
        value > TimeSpan.Zero || value is null
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "A time limit must be more than zero; null means none.");
}
