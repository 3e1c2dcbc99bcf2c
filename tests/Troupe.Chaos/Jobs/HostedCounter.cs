using System.Diagnostics;

namespace Troupe.Chaos.Jobs;

/// <summary>The object that is hosted in a process of its own.</summary>
internal sealed class HostedCounter
{
    private readonly long _life = Stopwatch.GetTimestamp();
    private long _count;

    /// <summary>Counts, and notes the call.</summary>
    public long[] Count(long number) => WorkerLedger.Run(number, Next);

    /// <summary>Counts; the answer says which object did, by the machine's clock at its making, and how far.</summary>
    public long[] Next() => [_life, ++_count];
}
