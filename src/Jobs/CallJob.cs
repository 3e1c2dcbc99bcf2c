namespace Troupe.Jobs;

/// <summary>A single call whose result, or error, a task carries to the caller.</summary>
internal sealed class CallJob<TResult>(
    PoolFunction function,
    ReadOnlyMemory<byte> arguments,
    JobOptions options,
    IResultReader<TResult> reader)
    : Job(function, arguments, options), IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _held;

    public Task<TResult> Task => _completion.Task;

    /// <summary>The caller's token, for the exception that a cancelled task throws.</summary>
    public CancellationToken Token { get; set; }

    private CancellationTokenRegistration Registration { get; set; }

    /// <summary>Ties the job to its caller's token; untied with the outcome, so that a long-lived token keeps no ended job.</summary>
    public void CancelWith(IPoolBackend backend, CancellationToken token)
    {
        Registration = token.UnsafeRegister(static state =>
        {
            var (owner, job) = ((IPoolBackend, Job))state!;
            owner.Cancel(job);
        }, (backend, (Job)this));
        // The thread that settles it reads the registration, and this reads whether it is settled: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (Settled)
            Registration.Unregister();
    }

    public override void Succeed(ReadOnlySpan<byte> result)
    {
        if (Options.Progress is null && !reader.RunsUserCode)
        {
            if (TrySettle(JobState.Succeeded))
                Decode(result);
        }
        else if (!Settled)
        {
            // Converters and constructors are user code: they run on the thread pool, never on the thread that carries
            // all results. And a job with a progress sink ends after its last report.
            _held = result.ToArray();
            if (TrySettle(JobState.Succeeded))
                InTurn(this);
        }
    }

    void IThreadPoolWorkItem.Execute() => Decode(_held);

    private void Decode(ReadOnlySpan<byte> result)
    {
        Registration.Unregister();
        try
        {
            _completion.TrySetResult(reader.Read(result));
        }
        catch (Exception error)
        {
            // Whatever a user's converter throws is the outcome of this job alone.
            State = JobState.Failed;
            EndWith(error as PayloadFormatException
                ?? new PayloadFormatException($"The result of job {Id} ({Name}) could not be decoded: {error.Message}", error));
        }
    }

    public override void Fail(in JobFault fault)
    {
        if (!TrySettle(JobState.Failed, fault))
            return;
        Registration.Unregister();
        var error = fault;
        if (fault.RunsUserCode)
            InTurn(new Late(() => EndWith(error.ToException())));
        else
            InTurn(() => EndWith(error.ToException()));
    }

    private void EndWith(Exception error)
    {
        Function.Faults?.Add($"Job {Id} ({Name})", error);
        _completion.TrySetException(error);
    }

    public override void Cancel()
    {
        if (!TrySettle(JobState.Cancelled))
            return;
        Registration.Unregister();
        InTurn(() => _completion.TrySetCanceled(Token.IsCancellationRequested ? Token : new CancellationToken(canceled: true)));
    }

    private void InTurn(Action outcome)
    {
        if (Options.Progress is { } progress)
            progress.Then(outcome);
        else
            outcome();
    }

    /// <summary>What may run the user's code, the constructor of an error, goes to the thread pool.</summary>
    private sealed class Late(Action outcome) : IThreadPoolWorkItem
    {
        public void Execute() => outcome();
    }

    private void InTurn(IThreadPoolWorkItem outcome)
    {
        if (Options.Progress is { } progress)
            progress.Then(outcome.Execute);
        else
            ThreadPool.UnsafeQueueUserWorkItem(outcome, preferLocal: false);
    }
}
