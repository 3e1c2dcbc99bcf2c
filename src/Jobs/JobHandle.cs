namespace Troupe;

/// <summary>A submitted job. Safe for any thread.</summary>
public class JobHandle
{
    private readonly Jobs.Job _job;
    private readonly Jobs.IPoolBackend _backend;

    internal JobHandle(Jobs.Job job, Jobs.IPoolBackend backend, Task task) => (_job, _backend, Task) = (job, backend, task);

    /// <summary>Completes with the job: with its error when it failed, cancelled when it was cancelled. Always completes.</summary>
    public Task Task { get; }

    /// <summary>Where the job is on its way.</summary>
    public JobState State => _job.State;

    /// <summary>The job's number in its pool; 0 until the pool has taken it up.</summary>
    public long Id => (long)_job.Id;

    /// <summary>The job's name, as logs and errors show it.</summary>
    public string Name => _job.Name;

    /// <summary>
    /// Asks for the job's end. One that waits never starts. One that runs has its token fired and
    /// <c>ProcessPoolOptions.GracePeriod</c> to end; one that never asked for its token, or does not end, is killed
    /// with its worker. An ended job is not changed. Returns at once; <see cref="Task"/> tells the outcome.
    /// </summary>
    public void Cancel() => _backend.Cancel(_job);
}

/// <summary>A submitted job with a result. Safe for any thread.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class JobHandle<TResult> : JobHandle
{
    internal JobHandle(Jobs.Job job, Jobs.IPoolBackend backend, Task<TResult> task)
        : base(job, backend, task) => Task = task;

    /// <summary>Completes with the job: with its result, with its error when it failed, cancelled when it was cancelled. Always
    /// completes.</summary>
    public new Task<TResult> Task { get; }
}
