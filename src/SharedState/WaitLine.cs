
namespace Troupe.SharedState;

/// <summary>Requests that wait, in the order in which they came. For one thread at a time.</summary>
/// <typeparam name="T">What is kept of a request besides its address.</typeparam>
internal sealed class WaitLine<T>
{
    private readonly LinkedList<(Request Request, T Value)> _line = [];
    private readonly Dictionary<(SharedPeer Peer, ulong Number), LinkedListNode<(Request Request, T Value)>> _places = [];

    public int Count => _line.Count;

    public IEnumerable<(Request Request, T Value)> All => _line;

    /// <summary>Adds a request; an earlier one of the same number, which no honest process sends, makes room for it.</summary>
    public void Add(in Request request, T value)
    {
        Remove(request.Peer, request.Number);
        _places.Add((request.Peer, request.Number), _line.AddLast((request, value)));
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
        if (!_places.Remove((peer, number), out var place))
            return false;
        _line.Remove(place);
        return true;
    }

    public bool TryRemove(SharedPeer peer, ulong number, out Request request)
    {
        request = _places.TryGetValue((peer, number), out var place) ? place.Value.Request : default;
        return Remove(peer, number);
    }

    /// <summary>What is kept of a request that waits here; the type's default when it does not.</summary>
    public T? Find(SharedPeer peer, ulong number) => _places.TryGetValue((peer, number), out var place) ? place.Value.Value : default;

    /// <summary>Drops the requests of participants that have ended.</summary>
    public void RemoveAll(Func<Participant, bool> ended)
    {
        for (var place = _line.First; place is not null;)
        {
            var next = place.Next;
            var request = place.Value.Request;
            if (ended(request.Participant))
                Remove(request.Peer, request.Number);
            place = next;
        }
    }
}
