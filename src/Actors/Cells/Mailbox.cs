using System.Collections.Concurrent;

namespace Troupe.Actors.Cells;

/// <summary>
/// An actor's two lanes: signals, unbounded and first, and user messages, possibly bounded. Written by any thread, read by
/// the one thread that holds the actor's turn.
/// </summary>
internal sealed class Mailbox(int capacity)
{
    private readonly ConcurrentQueue<Envelope> _messages = new();
    private readonly ConcurrentQueue<SystemMessage> _signals = new();

    // Reading this is cheaper than asking an empty queue, and signals are rare.
    private int _signalCount;

    // Kept only for a bounded mailbox: it counts what holds a place, and would be one more contended write otherwise.
    private int _placesTaken;

    public int Capacity => capacity;

    public bool HasSignals => Volatile.Read(ref _signalCount) > 0;

    public bool HasMessages => !_messages.IsEmpty;

    /// <summary>False when a bounded mailbox is full.</summary>
    public bool TryEnqueue(in Envelope envelope)
    {
        if (capacity != int.MaxValue && Interlocked.Increment(ref _placesTaken) > capacity)
        {
            Interlocked.Decrement(ref _placesTaken);
            return false;
        }

        _messages.Enqueue(envelope);
        return true;
    }

    /// <summary>For the runtime's own: takes no place.</summary>
    public void EnqueueUncounted(DeferredMessage message) => _messages.Enqueue(new Envelope(message, null));

    public void EnqueueSignal(SystemMessage signal)
    {
        _signals.Enqueue(signal);
        Interlocked.Increment(ref _signalCount);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (!_messages.TryDequeue(out envelope))
            return false;
        if (capacity != int.MaxValue && envelope.Message is not DeferredMessage)
            Interlocked.Decrement(ref _placesTaken);
        return true;
    }

    public bool TryDequeueSignal(out SystemMessage signal)
    {
        if (!_signals.TryDequeue(out signal!))
            return false;
        Interlocked.Decrement(ref _signalCount);
        return true;
    }
}
