
namespace Troupe.SharedState;

/// <summary>Requests that wait, in the order in which they came. For one thread at a time.</summary>
/// <typeparam name="T">What is kept of a request besides its address.</typeparam>
internal sealed class WaitQueue<T>
{
    private readonly LinkedList<(Request Request, T Value)> _line = [];
    private readonly Dictionary<(SharedPeer Peer, ulong Number), LinkedListNode<(Request Request, T Value)>> _nodes = [];

    public int Count => _line.Count;

    public IEnumerable<(Request Request, T Value)> All => _line;

    /// <summary>Adds a request; an earlier one of the same number, which no honest process sends, makes room for it.</summary>
    public void Add(in Request request, T value)
    {
        Remove(request.Peer, request.Number);
        _nodes.Add((request.Peer, request.Number), _line.AddLast((request, value)));
    }

    public bool TryPeek(out Request request, out T value)
    {
        (request, value) = _line.First is { } first ? first.Value : default;
        return _line.First is not null;
    }

    public bool TryTake(out Request request, out T value)
    {
        var any = TryPeek(out request, out value);
        if (any)
            Remove(request.Peer, request.Number);
        return any;
    }

    /// <returns>Whether the request waited here.</returns>
    public bool Remove(SharedPeer peer, ulong number)
    {
        if (!_nodes.Remove((peer, number), out var node))
            return false;
        _line.Remove(node);
        return true;
    }

    public bool TryRemove(SharedPeer peer, ulong number, out Request request)
    {
        request = _nodes.TryGetValue((peer, number), out var node) ? node.Value.Request : default;
        return Remove(peer, number);
    }

    /// <summary>What is kept of a request that waits here; the type's default when it does not.</summary>
    public T? Find(SharedPeer peer, ulong number) => _nodes.TryGetValue((peer, number), out var node) ? node.Value.Value : default;

    /// <summary>Drops the requests of participants that have ended.</summary>
    public void RemoveAll(Func<Participant, bool> ended)
    {
        for (var node = _line.First; node is not null;)
        {
            var next = node.Next;
            var request = node.Value.Request;
            if (ended(request.Participant))
                Remove(request.Peer, request.Number);
            node = next;
        }
    }
}
