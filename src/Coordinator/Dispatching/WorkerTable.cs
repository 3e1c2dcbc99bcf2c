using System.Collections;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>
/// The slots of a pool, in the order of their opening, and what the choice of a worker needs to know of them: kept up with each change of
/// one, so that the choice costs the same however many there are. Owned by the dispatcher.
/// </summary>
internal sealed class WorkerTable : IReadOnlyCollection<WorkerSlot>
{
    private readonly List<WorkerSlot> _inOrder = [];
    private readonly List<WorkerSlot?> _byNumber = [];
    private readonly ReusableList<SlotTraits> _known = new();

    public int Count => _inOrder.Count;

    /// <summary>Numbers of slots whose worker has nothing to do and may be given something.</summary>
    public NumberSet Free { get; } = new();

    /// <summary>Numbers of slots whose worker is busy with so little that a tiny job may join it.</summary>
    public NumberSet Little { get; } = new();

    /// <summary>Numbers of slots whose worker is busy and may have room for prefetched jobs.</summary>
    public NumberSet Roomy { get; } = new();

    /// <summary>Workers that have jobs.</summary>
    public int Busy { get; private set; }

    /// <summary>Workers that have jobs and do not wait for jobs of these.</summary>
    public int BusyUnparked { get; private set; }

    /// <summary>Workers whose job waits for jobs of its own.</summary>
    public int Parked { get; private set; }

    /// <summary>Workers that have started and were not told to end.</summary>
    public int Ready { get; private set; }

    /// <summary>Slots that are to end for good.</summary>
    public int Surplus { get; private set; }

    public WorkerSlot this[int number] => _byNumber[number]!;

    /// <summary>The least number that no slot has.</summary>
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
        slot.Table = this;
        Update(slot);
    }

    public void Remove(WorkerSlot slot)
    {
        slot.Table = null;
        Note(slot.Number, default);
        _byNumber[slot.Number] = null;
        _inOrder.Remove(slot);
    }

    /// <summary>The slot of this incarnation; null when it has a later one, or none.</summary>
    public WorkerSlot? Find(WorkerId worker) =>
        At(worker.Slot) is { } slot && slot.Generation == worker.Generation ? slot : null;

    public WorkerSlot? At(int number) => (uint)number < (uint)_byNumber.Count ? _byNumber[number] : null;

    public IEnumerator<WorkerSlot> GetEnumerator() => _inOrder.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A slot has changed.</summary>
    public void Update(WorkerSlot slot)
    {
        // Mostly nothing changes: one of many jobs came or went.
        var now = slot.Traits;
        if (now != _known[slot.Number])
            Note(slot.Number, now);
    }

    private void Note(int number, SlotTraits now)
    {
        var before = _known[number];
        _known[number] = now;
        Follow(Free, SlotTraits.Free);
        Follow(Little, SlotTraits.Little);
        Follow(Roomy, SlotTraits.Roomy);
        Busy += Change(SlotTraits.Busy);
        BusyUnparked += One(IsBusyUnparked(now)) - One(IsBusyUnparked(before));
        Parked += Change(SlotTraits.Parked);
        Surplus += Change(SlotTraits.Surplus);
        Ready += Change(SlotTraits.Ready);

        void Follow(NumberSet set, SlotTraits trait)
        {
            if (((now ^ before) & trait) != 0)
                set.Set(number, (now & trait) != 0);
        }

        int Change(SlotTraits trait) => One((now & trait) != 0) - One((before & trait) != 0);
    }

    private static bool IsBusyUnparked(SlotTraits traits) => (traits & (SlotTraits.Busy | SlotTraits.Parked)) == SlotTraits.Busy;

    private static int One(bool counts) => counts ? 1 : 0;
}
