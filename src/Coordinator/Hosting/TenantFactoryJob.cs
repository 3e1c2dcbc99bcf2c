using Troupe.Jobs;

namespace Troupe.Hosting;

/// <summary>Makes one of the objects that share a process: a job like a call of it, on its own thread there.</summary>
internal sealed class TenantFactoryJob(PoolFunction factory, ReadOnlyMemory<byte> arguments, JobOptions options) : Job(factory, arguments, options)
{
    /// <summary>Why there is no object; null while there is one or it is being made.</summary>
    public Exception? Error { get; private set; }

    public override void Succeed(ReadOnlySpan<byte> result) => TrySettle(JobState.Succeeded);

    public override void Fail(in JobFault fault)
    {
        if (TrySettle(JobState.Failed))
            Error = fault.ToException();
    }

    public override void Cancel()
    {
        if (TrySettle(JobState.Cancelled))
            Error = new OperationCanceledException($"The object of {Name} is no more wanted.");
    }
}
