namespace Troupe.Dispatching;

/// <summary>The pool's slots as other threads may read them: the list is replaced, never changed.</summary>
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

    /// <summary>What the pool does at this moment.</summary>
    public PoolSnapshot Snapshot()
    {
        var workers = _slots.Select(Snapshot).ToList();
        return new PoolSnapshot(workers, Waiting, workers.Sum(worker => worker.Jobs));
    }

    private static WorkerSnapshot Snapshot(WorkerSlot slot)
    {
        var (memory, peak) = slot.State == WorkerState.Ready ? slot.Session?.Memory ?? default : default;
        return new WorkerSnapshot(
            slot.Number,
            slot.Generation,
            slot.Pid,
            slot.State,
            slot.Assigned,
            slot.Finished,
            slot.Parked,
            memory,
            peak);
    }
}
