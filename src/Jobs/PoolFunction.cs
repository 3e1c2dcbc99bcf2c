using Troupe.Jobs.Logging;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>
/// A function as one pool knows it: its number on every link of the pool, what defines it there, and how long it takes.
/// </summary>
internal sealed class PoolFunction(int number, string displayName, byte[] definition, UnobservedFaults? faults = null)
{
    /// <summary>Weight of a new measurement: one part in 4.</summary>
    private const int Weight = 4;

    private long _estimate = -1;

    public int Number => number;

    public string DisplayName => displayName;

    /// <summary>Where errors of its tasks are noted; null inside a job.</summary>
    public UnobservedFaults? Faults => faults;

    /// <summary>The payload of a Define frame.</summary>
    public ReadOnlyMemory<byte> Definition => definition;

    /// <summary>How long one call, or one item, takes, in ticks of 100 ns; -1 while nothing is known.</summary>
    public long EstimatedTicks => Volatile.Read(ref _estimate);

    /// <summary>Notes how long a call, or the items of a chunk, took. A lost update between two workers does no harm.</summary>
    public void Measure(long ticks, int items)
    {
        var sample = ticks / Math.Max(1, items);
        var old = EstimatedTicks;
        // The first call pays for compilation: what follows soon outweighs it.
        Volatile.Write(ref _estimate, old < 0 ? sample : sample < old ? (old + sample) / 2 : old + ((sample - old) / Weight));
    }

    public static byte[] Encode(Function function)
    {
        using var writer = new PayloadWriter();
        FunctionDefinition.Write(writer, function.Reference, function.Role);
        return writer.WrittenSpan.ToArray();
    }

    public static byte[] Encode(NamedFunction named)
    {
        using var writer = new PayloadWriter();
        FunctionDefinition.Write(writer, named);
        return writer.WrittenSpan.ToArray();
    }
}
