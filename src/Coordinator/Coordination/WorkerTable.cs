using System.Collections;

namespace Troupe.Coordination;

/// <summary>
/// The places of a pool, in the order of their opening, and what the choice of a worker needs to know of them: kept up with each change of
/// one, so that the choice costs the same however many there are. Owned by the coordinator.
/// </summary>
internal sealed class WorkerTable : IReadOnlyCollection<WorkerSlot>
{
    private readonly List<WorkerSlot> _inOrder = [];
    private readonly List<WorkerSlot?> _byNumber = [];
    private readonly List<Traits> _known = [];

    /// <summary>What is known of a place, as of its last change.</summary>
    private record struct Traits(bool Free, bool Little, bool Roomy, bool Busy, bool Parked, bool Surplus);

    public int Count => _inOrder.Count;

    /// <summary>Numbers of places whose worker has nothing to do and may be given something.</summary>
    public NumberSet Free { get; } = new();

    /// <summary>Numbers of places whose worker is busy with so little that a tiny job may join it.</summary>
    public NumberSet Little { get; } = new();

    /// <summary>Numbers of places whose worker is busy and may have room ahead.</summary>
    public NumberSet Roomy { get; } = new();

    /// <summary>Workers that have jobs.</summary>
    public int Busy { get; private set; }

    /// <summary>Workers that have jobs and do not wait for jobs of these.</summary>
    public int BusyUnparked { get; private set; }

    /// <summary>Workers whose job waits for jobs of its own.</summary>
    public int Parked { get; private set; }

    /// <summary>Places that are to end for good.</summary>
    public int Surplus { get; private set; }

    public WorkerSlot this[int number] => _byNumber[number]!;

    /// <summary>The least number that no place has.</summary>
    public int UnusedNumber => _inOrder.Count == _byNumber.Count ? _byNumber.Count : _byNumber.IndexOf(null);

    public void Add(WorkerSlot slot)
    {
        while (_byNumber.Count <= slot.Number)
        {
            _byNumber.Add(null);
            _known.Add(default);
        }
        _byNumber[slot.Number] = slot;
        _inOrder.Add(slot);
        slot.Changed = Update;
        Update(slot);
    }

    public void Remove(WorkerSlot slot)
    {
        slot.Changed = null;
        Note(slot.Number, default);
        _byNumber[slot.Number] = null;
        _inOrder.Remove(slot);
    }

    /// <summary>The place of this incarnation; null when it has a later one, or none.</summary>
    public WorkerSlot? Find(WorkerId worker) =>
        At(worker.Slot) is { } slot && slot.Generation == worker.Generation ? slot : null;

    public WorkerSlot? At(int number) => (uint)number < (uint)_byNumber.Count ? _byNumber[number] : null;

    public IEnumerator<WorkerSlot> GetEnumerator() => _inOrder.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Update(WorkerSlot slot) =>
        Note(slot.Number, new Traits(slot.IsFree, slot.HasLittle, slot.HasRoom, slot.Leased > 0, slot.Parked, slot.Surplus));

    private void Note(int number, in Traits now)
    {
        var before = _known[number];
        if (now == before)
            return;
        _known[number] = now;
        if (now.Free != before.Free)
            Free.Set(number, now.Free);
        if (now.Little != before.Little)
            Little.Set(number, now.Little);
        if (now.Roomy != before.Roomy)
            Roomy.Set(number, now.Roomy);
        Busy += One(now.Busy) - One(before.Busy);
        BusyUnparked += One(now is { Busy: true, Parked: false }) - One(before is { Busy: true, Parked: false });
        Parked += One(now.Parked) - One(before.Parked);
        Surplus += One(now.Surplus) - One(before.Surplus);
    }

    private static int One(bool counts) => counts ? 1 : 0;
}
