using System.Collections.Concurrent;

namespace Troupe.SharedState.Arrays;

/// <summary>The arrays of one pool; they end with it.</summary>
internal sealed class ArrayOwner
{
    private readonly ConcurrentDictionary<Segment, Action> _arrays = new();
    private volatile bool _ended;

    /// <summary>Whether the array is this owner's now; false when the owner has ended.</summary>
    public bool TryAdd(Segment segment, Action end)
    {
        _arrays[segment] = end;
        return !_ended;
    }

    public void Forget(Segment segment) => _arrays.TryRemove(segment, out _);

    /// <summary>Leaves each to its other holders, and to the garbage collector when there are none.</summary>
    public void Leave()
    {
        _ended = true;
        foreach (var segment in _arrays.Keys)
            Segments.Leave(segment);
        _arrays.Clear();
    }

    public void End()
    {
        _ended = true;
        foreach (var end in _arrays.Values)
            end();
    }
}
