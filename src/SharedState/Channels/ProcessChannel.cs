using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Channels;

namespace Troupe;

/// <summary>Makes channels without a pool, such as for child processes. With a pool: <c>ProcessPool.CreateChannel</c>.</summary>
public static class ProcessChannel
{
    /// <summary>Creates a channel that lives in this process until its handle is disposed here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="capacity">How many items may wait to be read; default: no bound.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    public static ProcessChannel<T> Create<T>(int capacity = int.MaxValue) => Create<T>(new ProcessChannelOptions { Capacity = capacity });

    /// <summary>Creates a channel that lives in this process until its handle is disposed here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="options">How it works.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    public static ProcessChannel<T> Create<T>(ProcessChannelOptions options) =>
        new(Reference<T>(options, PayloadWriter.DefaultLimit));

    internal static SharedReference Reference<T>(ProcessChannelOptions options, long maxMessageBytes)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _ = PayloadCodec<T>.Instance; // Refused here rather than at the first write.
        return SharedReference.Create(
            "channel",
            new ChannelHome(options.Capacity, options.WriterLoss, SharedReference.LargestValue(maxMessageBytes)));
    }
}
