namespace Troupe.Dispatching;

/// <summary>The pool's places as other threads may read them: the list is replaced, never changed.</summary>
internal sealed class PoolView
{
    private volatile IReadOnlyList<WorkerSlot> _slots = [];
    private long _waiting;

    /// <summary>Jobs in the queue.</summary>
    public long Waiting
    {
        get => Interlocked.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }

    public void Publish(IEnumerable<WorkerSlot> slots) => _slots = [.. slots];

    public IReadOnlyList<WorkerSlot> Slots => _slots;
}
