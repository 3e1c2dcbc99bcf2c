using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Pipes;

namespace Troupe;

/// <summary>Makes pipes without a pool, such as for child processes. With a pool: <c>ProcessPool.CreatePipe</c>.</summary>
public static class ProcessPipe
{
    /// <summary>How many messages may be on their way in one direction unless it is said otherwise.</summary>
    public const int DefaultCapacity = 1024;

    /// <summary>Creates a pipe that lives in this process until both its ends are closed.</summary>
    /// <typeparam name="T">The messages' type.</typeparam>
    /// <param name="duplex">Whether messages go both ways; else from the second end to the first.</param>
    /// <param name="capacity">How many messages may be on their way in one direction; a writer waits while there are as many.</param>
    /// <returns>The two ends. In a one-way pipe the first reads and the second writes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="PayloadNotEncodableException">Messages of this type cannot travel.</exception>
    public static (ProcessPipe<T> First, ProcessPipe<T> Second) Create<T>(bool duplex = true, int capacity = DefaultCapacity) =>
        Ends<T>(Reference<T>(capacity, PayloadWriter.DefaultLimit), duplex);

    internal static (ProcessPipe<T> First, ProcessPipe<T> Second) Ends<T>(SharedReference reference, bool duplex)
    {
        var oneWay = duplex ? (byte)0 : ProcessPipe<T>.OneWay;
        return (new(reference, oneWay), new(reference, (byte)(oneWay | 1)));
    }

    internal static SharedReference Reference<T>(int capacity, long maxMessageBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _ = PayloadCodec<T>.Instance; // Refused here rather than at the first write.
        return SharedReference.Create("pipe", new PipeHome(capacity, SharedReference.LargestValue(maxMessageBytes)));
    }
}
