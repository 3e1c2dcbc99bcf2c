namespace Troupe.SharedState;

/// <summary>The shared objects that end with a pool. Safe for any thread.</summary>
internal sealed class SharedOwner
{
    private readonly Lock _gate = new();
    private const int SmallestSweep = 64;

    private readonly HashSet<SharedReference> _owned = [];
    private int _nextSweep = SmallestSweep;
    private bool _ended;

    public SharedReference Add(SharedReference reference)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _owned.Add(reference);
                Sweep();
                return reference;
            }
        }
        reference.Stop("the pool it was created by has ended");
        return reference;
    }

    public void End()
    {
        lock (_gate)
            _ended = true;
        foreach (var reference in _owned)
            reference.Stop("the pool it was created by has ended");
    }

    /// <summary>Those that the user has disposed are not kept.</summary>
    private void Sweep()
    {
        if (_owned.Count < _nextSweep)
            return;
        _owned.RemoveWhere(owned => owned.Ended is not null);
        _nextSweep = Math.Max(SmallestSweep, 2 * _owned.Count);
    }
}
