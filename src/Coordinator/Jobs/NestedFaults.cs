using Troupe.Messages.Errors;

namespace Troupe.Jobs;

/// <summary>The coordinator's own errors as a job sees them that had submitted another job: same types, same texts.</summary>
internal static class NestedFaults
{
    private static readonly Dictionary<string, Func<string, Exception>> Known = new()
    {
        [typeof(WorkerLostException).FullName!] = text => new WorkerLostException(text),
        [typeof(JobTimeoutException).FullName!] = text => new JobTimeoutException(text),
        [typeof(MemoryLimitExceededException).FullName!] = text => new MemoryLimitExceededException(text),
        [typeof(JobPoisonedException).FullName!] = text => new JobPoisonedException(text),
        [typeof(QueueFullException).FullName!] = text => new QueueFullException(text),
        [typeof(PoolClosedException).FullName!] = text => new PoolClosedException(text),
        [typeof(PoolUnavailableException).FullName!] = text => new PoolUnavailableException(text),
        [typeof(PayloadFormatException).FullName!] = text => new PayloadFormatException(text),
        [typeof(OperationCanceledException).FullName!] = text => new OperationCanceledException(text),
    };

    public static Exception Rebuild(RemoteError error) =>
        Known.TryGetValue(error.TypeName, out var make) ? make(error.Message) : new JobFailedException(error);
}
