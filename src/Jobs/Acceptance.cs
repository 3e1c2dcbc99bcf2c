namespace Troupe.Jobs;

/// <summary>How a pool takes a job: its options, its permit of a bounded queue, its token and its callbacks.</summary>
internal static class Acceptance
{
    /// <summary>The options of a job that names none: one instance, so that nothing is allocated for the default.</summary>
    public static JobOptions Resolve(this IPoolBackend backend, JobOptions? options)
    {
        options ??= backend.DefaultJobOptions;
        if (options.Retry is null && backend.Rules.Retry != RetryPolicy.None)
            options = options with { Retry = backend.Rules.Retry };
        if (options.Progress is { } progress)
            progress.Failed ??= backend.CallbackFailed;
        return options;
    }

    /// <summary>Takes a job; waits for a permit where the queue is full and the pool is set to wait.</summary>
    public static Task<TResult> Run<TResult>(this IPoolBackend backend, CallJob<TResult> job, CancellationToken cancellationToken)
    {
        backend.ThrowIfClosed();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        if (backend.Admission is { } admission && !admission.TryEnter(job))
        {
            if (backend.Rules.QueueFullMode == QueueFullMode.Throw)
                throw FullError(admission);
            return StartWhenAdmitted(backend, job, admission, cancellationToken).Unwrap();
        }
        Start(backend, job, cancellationToken);
        return job.Task;
    }

    private static async Task<Task<TResult>> StartWhenAdmitted<TResult>(
        IPoolBackend backend,
        CallJob<TResult> job,
        Admission admission,
        CancellationToken cancellationToken)
    {
        await admission.EnterAsync(job, cancellationToken).ConfigureAwait(false);
        Start(backend, job, cancellationToken);
        return job.Task;
    }

    /// <summary>Takes a job at once or not at all.</summary>
    public static JobHandle<TResult> Accept<TResult>(
        this IPoolBackend backend,
        CallJob<TResult> job,
        Action<TResult>? onResult,
        Action<Exception>? onError)
    {
        Admit(backend, job);
        var handle = new JobHandle<TResult>(job, backend, job.Task);
        if (onResult is not null || onError is not null)
            _ = CallBack(backend, job.Task, onResult, onError);
        return handle;
    }

    /// <summary>Takes a job without a result at once or not at all.</summary>
    public static JobHandle Accept(this IPoolBackend backend, CallJob<Nothing> job, Action? onDone, Action<Exception>? onError)
    {
        Admit(backend, job);
        if (onDone is not null || onError is not null)
            _ = CallBack(backend, job.Task, onDone is null ? null : _ => onDone(), onError);
        return new JobHandle(job, backend, job.Task);
    }

    private static void Admit<TResult>(IPoolBackend backend, CallJob<TResult> job)
    {
        backend.ThrowIfClosed();
        if (backend.Admission is { } admission && !admission.TryEnter(job))
            throw FullError(admission);
        Start(backend, job, CancellationToken.None);
    }

    private static void Start<TResult>(IPoolBackend backend, CallJob<TResult> job, CancellationToken cancellationToken)
    {
        backend.Submit(job);
        if (!cancellationToken.CanBeCanceled)
            return;
        job.Token = cancellationToken;
        job.CancelWith(backend, cancellationToken);
    }

    private static async Task CallBack<TResult>(
        IPoolBackend backend,
        Task<TResult> task,
        Action<TResult>? onResult,
        Action<Exception>? onError)
    {
        // The task's continuations run on the thread pool: the user's code never runs where results are taken in. And
        // nothing here observes an error that no callback takes: it is to be logged.
        await task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
            .ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (task.IsCompletedSuccessfully)
                onResult?.Invoke(task.Result);
            else
                onError?.Invoke(task.Exception?.InnerException ?? new TaskCanceledException(task));
        }
        catch (Exception error)
        {
            // The callback is the user's; the job has its outcome, and the error is raised as an event.
            backend.CallbackFailed(error);
        }
    }

    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    public static void ThrowIfClosed(this IPoolBackend backend)
    {
        if (backend.Closed is { } reason)
            throw new PoolClosedException(reason.Message);
    }

    private static QueueFullException FullError(Admission admission) =>
        new($"The pool's queue holds {admission.Capacity} jobs, as many as ProcessPoolOptions.QueueCapacity allows; the job was not "
            + "accepted. Submit again later, or await RunAsync with QueueFullMode.Wait.");
}
