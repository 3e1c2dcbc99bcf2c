using System.Collections.Concurrent;

namespace Troupe.Arrays;

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

    public void End()
    {
        _ended = true;
        foreach (var end in _arrays.Values)
            end();
    }
}
