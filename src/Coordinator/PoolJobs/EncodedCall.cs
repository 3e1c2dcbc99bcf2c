using Troupe.Jobs;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.PoolJobs;

/// <summary>
/// A call that is encoded before it is known which pool runs it, and how often: what cannot travel throws where it is made, and what it has
/// captured is as it was then. Immutable.
/// </summary>
internal abstract class EncodedCall
{
    private readonly Function _function;
    private readonly byte[] _arguments;
    private readonly IReadOnlyList<object>? _attachments;

    // What flows with the caller, with its cultures and without: the pool decides which.
    private readonly byte[] _caller;
    private readonly byte[] _callerWithoutCulture;

    protected EncodedCall(Function function, PayloadWriter writer)
    {
        _function = function;
        _arguments = writer.WrittenSpan.ToArray();
        _attachments = writer.Attachments is { Count: > 0 } attachments ? [.. attachments] : null;
        (_caller, _callerWithoutCulture) = (CallerCapture.Bytes(culture: true), CallerCapture.Bytes(culture: false));
    }

    public string Name => _function.DisplayName;

    /// <summary>Has a pool run it.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="options">How it is handled; null means all defaults.</param>
    /// <param name="onlySlot">See <see cref="Job.OnlySlot"/>.</param>
    /// <returns>The result; null where there is none. What keeps the pool from taking it is thrown.</returns>
    public abstract Task<object?> RunAsync(IPoolBackend pool, JobOptions? options, int onlySlot);

    protected CallJob<TResult> NewJob<TResult>(IPoolBackend backend, JobOptions options, IResultReader<TResult> reader, int onlySlot)
    {
        Call.RequireOwnProgram(backend);
        var caller = options.FlowCulture ?? backend.Rules.FlowCulture ? _caller : _callerWithoutCulture;
        byte[] arguments = [.. _arguments, .. caller];
        if (arguments.Length > backend.Rules.MaxMessageBytes)
            throw new PayloadTooLargeException(backend.Rules.MaxMessageBytes, arguments.Length);
        var job = new CallJob<TResult>(backend.Functions.Of(_function), arguments, options, reader)
        {
            TransferredHandles = TransferredHandles.Of(_attachments),
            TakesCaller = caller.Length > 0,
        };
        if (onlySlot >= 0)
            job.OnlySlot = onlySlot;
        return job;
    }
}

/// <summary>One with a result, or with <see cref="Jobs.Nothing"/> in its place.</summary>
internal sealed class EncodedCall<TResult>(Function function, PayloadWriter writer, IResultReader<TResult> reader)
    : EncodedCall(function, writer)
{
    public override async Task<object?> RunAsync(IPoolBackend pool, JobOptions? options, int onlySlot)
    {
        var result = await pool.Run(NewJob(pool, pool.Resolve(options), reader, onlySlot), CancellationToken.None).ConfigureAwait(false);
        return result is Jobs.Nothing ? null : result;
    }
}
