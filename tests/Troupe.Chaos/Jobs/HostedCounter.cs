namespace Troupe.Chaos.Jobs;

/// <summary>The object that is hosted in a process of its own.</summary>
internal sealed class HostedCounter
{
    private long _count;

    /// <summary>Counts; the answer says in which process, and how far.</summary>
    public long[] Count(long number) => WorkerLedger.Run<long[]>(number, () => [Environment.ProcessId, ++_count]);
}
