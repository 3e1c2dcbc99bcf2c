using Troupe.SharedState;
using Troupe.SharedState.Channels;

namespace Troupe;

/// <summary>
/// An item that was taken from a channel and is to be acknowledged when its work is done. Safe for any thread.
/// </summary>
/// <typeparam name="T">The item's type.</typeparam>
public sealed class ReceivedItem<T>
{
    private readonly SharedReference _channel;
    private readonly ulong _delivery;
    private int _settled;

    internal ReceivedItem(SharedReference channel, ulong delivery, int deliveries, T value) =>
        (_channel, _delivery, Deliveries, Value) = (channel, delivery, deliveries, value);

    /// <summary>The item.</summary>
    public T Value { get; }

    /// <summary>How often the item was handed to a reader, this time included: more than 1 when a reader ended before it
    /// acknowledged.</summary>
    public int Deliveries { get; }

    /// <summary>The work is done: no other reader gets the item. A second call, or one after <see cref="Release"/>, changes
    /// nothing.</summary>
    public void Acknowledge() => Settle(acknowledged: true);

    /// <summary>Returns the item: it takes its old position and the next reader gets it.</summary>
    public void Release() => Settle(acknowledged: false);

    private void Settle(bool acknowledged)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
            Settle(_channel, _delivery, acknowledged);
    }

    internal static void Settle(SharedReference channel, ulong delivery, bool acknowledged)
    {
        if (channel.Ended is not null)
            return;
        using var request = channel.Begin(ChannelOperation.Settle);
        request.Body.WriteVarUInt64(delivery);
        request.Body.WriteByte(acknowledged ? (byte)1 : (byte)0);
        request.Tell();
    }
}
