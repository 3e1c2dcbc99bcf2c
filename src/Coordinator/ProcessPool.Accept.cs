using Troupe.Jobs;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>The options of a job that names none: one instance, so that nothing is allocated for the default.</summary>
    private JobOptions Options(JobOptions? options)
    {
        options ??= _backend.DefaultJobOptions;
        if (options.Retry is null && _backend.Options.Retry != RetryPolicy.None)
            options = options with { Retry = _backend.Options.Retry };
        if (options.Progress is { } progress)
            progress.Failed ??= _backend.CallbackFailed;
        return options;
    }

    /// <summary>Takes a job that was told to an actor of the pool.</summary>
    internal Task<TResult> RunTold<TResult>(Func<IPoolBackend, JobOptions, CallJob<TResult>> make, JobOptions? options) =>
        Run(make(_backend, Options(options)), CancellationToken.None);

    private Task<TResult> Run<TResult>(CallJob<TResult> job, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        if (_backend.Admission is { } admission && !admission.TryEnter(job))
        {
            if (_backend.Options.QueueFullMode == QueueFullMode.Throw)
                throw FullError(admission);
            return StartWhenAdmitted(job, admission, cancellationToken).Unwrap();
        }
        Start(job, cancellationToken);
        return job.Task;
    }

    private async Task<Task<TResult>> StartWhenAdmitted<TResult>(CallJob<TResult> job, Admission admission, CancellationToken cancellationToken)
    {
        await admission.EnterAsync(job, cancellationToken).ConfigureAwait(false);
        Start(job, cancellationToken);
        return job.Task;
    }

    private JobHandle<TResult> Accept<TResult>(CallJob<TResult> job, Action<TResult>? onResult, Action<Exception>? onError)
    {
        Admit(job);
        var handle = new JobHandle<TResult>(job, _backend, job.Task);
        if (onResult is not null || onError is not null)
            _ = CallBack(job.Task, onResult, onError);
        return handle;
    }

    private JobHandle Accept(CallJob<Nothing> job, Action? onDone, Action<Exception>? onError)
    {
        Admit(job);
        if (onDone is not null || onError is not null)
            _ = CallBack(job.Task, onDone is null ? null : _ => onDone(), onError);
        return new JobHandle(job, _backend, job.Task);
    }

    private void Admit<TResult>(CallJob<TResult> job)
    {
        ThrowIfClosed();
        if (_backend.Admission is { } admission && !admission.TryEnter(job))
            throw FullError(admission);
        Start(job, CancellationToken.None);
    }

    private void Start<TResult>(CallJob<TResult> job, CancellationToken cancellationToken)
    {
        _backend.Submit(job);
        if (!cancellationToken.CanBeCanceled)
            return;
        job.Token = cancellationToken;
        job.CancelWith(_backend, cancellationToken);
    }

    private async Task CallBack<TResult>(Task<TResult> task, Action<TResult>? onResult, Action<Exception>? onError)
    {
        // The task's continuations run on the thread pool: the user's code never runs where results are taken in. And
        // nothing here is a look at an error that no callback takes: it is to be logged.
        await task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
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
            _backend.CallbackFailed(error);
        }
    }

    private void ThrowIfClosed()
    {
        if (_backend.Closed is { } reason)
            throw new PoolClosedException(reason.Message);
    }

    private static QueueFullException FullError(Admission admission) =>
        new($"The pool's queue holds {admission.Capacity} jobs, as many as ProcessPoolOptions.QueueCapacity allows; the job was not accepted. Submit again later, or await RunAsync with QueueFullMode.Wait.");
}
