using Troupe.Sessions.Relay;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>
/// Joins the two ends of a relayed session in memory. Messages are copied, wait until they are delivered, by hand or by a
/// <see cref="WirePump"/>, and are lost in both directions when the wire is cut. Delivery is one at a time.
/// </summary>
internal sealed class MemoryWire(RelayEnd dispatcher, RelayEnd worker)
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _toWorker = new();
    private readonly Queue<byte[]> _toDispatcher = new();
    private Side? _atDispatcher;
    private Side? _atWorker;

    /// <summary>Called when there is something to deliver.</summary>
    public Action? Sent { get; set; }

    /// <summary>What one end sends and receives by.</summary>
    private sealed class Side(MemoryWire wire, Queue<byte[]> to) : IRelayLink
    {
        public bool Closed { get; private set; }

        public void Send(ReadOnlySpan<byte> message)
        {
            lock (wire._gate)
            {
                if (Closed)
                    return;
                to.Enqueue(message.ToArray());
            }
            wire.Sent?.Invoke();
        }

        public void Close()
        {
            lock (wire._gate)
                Closed = true;
        }
    }

    public bool IsConnected => _atDispatcher is not null;

    /// <summary>Whether something is to be delivered to the worker's side.</summary>
    public bool HasForWorker => Peek(_toWorker);

    /// <summary>Whether something is to be delivered to the dispatcher's side.</summary>
    public bool HasForDispatcher => Peek(_toDispatcher);

    /// <summary>Joins the ends, for the first time or again.</summary>
    public void Connect()
    {
        (_atDispatcher, _atWorker) = (new Side(this, _toWorker), new Side(this, _toDispatcher));
        _ = dispatcher.Attach(_atDispatcher);
        _ = worker.Attach(_atWorker);
    }

    /// <summary>Cuts the wire; what was on its way is lost.</summary>
    public void Cut()
    {
        if (_atDispatcher is not { } atDispatcher || _atWorker is not { } atWorker)
            return;
        lock (_gate)
        {
            atDispatcher.Close();
            atWorker.Close();
            _toWorker.Clear();
            _toDispatcher.Clear();
        }
        dispatcher.Detach(atDispatcher);
        worker.Detach(atWorker);
        (_atDispatcher, _atWorker) = (null, null);
    }

    /// <summary>Delivers the next message to the worker's side.</summary>
    public void DeliverToWorker() => Deliver(_toWorker, worker, _atWorker);

    /// <summary>Delivers the next message to the dispatcher's side.</summary>
    public void DeliverToDispatcher() => Deliver(_toDispatcher, dispatcher, _atDispatcher);

    private bool Peek(Queue<byte[]> queue)
    {
        lock (_gate)
            return queue.Count > 0;
    }

    private void Deliver(Queue<byte[]> queue, RelayEnd to, IRelayLink? by)
    {
        byte[]? message;
        lock (_gate)
        {
            if (!queue.TryDequeue(out message) || by is null)
                return;
        }
        to.Receive(by, message);
    }
}
