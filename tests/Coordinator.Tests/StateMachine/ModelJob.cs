using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>A job without a caller: it keeps the error it was ended with.</summary>
internal sealed class ModelJob(PoolFunction function, JobOptions options) : Job(function, ReadOnlyMemory<byte>.Empty, options)
{
    public Exception? Error { get; private set; }

    public override void Succeed(ReadOnlySpan<byte> result) => TrySettle(JobState.Succeeded);

    public override void Fail(in JobFault fault)
    {
        if (TrySettle(JobState.Failed))
            Error = fault.ToException();
    }

    public override void Cancel() => TrySettle(JobState.Cancelled);
}
