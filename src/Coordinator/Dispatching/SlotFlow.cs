using Troupe.Logging;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>
/// Opens, starts, recycles and removes slots, as the pool's control decides; asks it when something is to be decided. Part of the
/// dispatcher.
/// </summary>
internal sealed class SlotFlow(DispatcherState state, JobFlow jobs)
{
    private static readonly TimeSpan s_standInTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, int> _lastGenerations = [];
    private readonly List<TaskCompletionSource> _resizeWaiters = [];
    private int _request;
    private int _answered;
    private bool _asksForStandIns;
    private bool _shrinkScheduled;

    private int Kept => state.Target + state.Setup.Options.SpareWorkers;

    /// <summary>Those that are not to end for good.</summary>
    private int RegularSlots => state.Slots.Count - state.Slots.Surplus;

    /// <summary>Jobs that wait may be waited for by all workers there are.</summary>
    private int StandIns => state.Queue.Peek() is null ? 0 : state.Slots.Parked;

    private bool TakesNoOrders => state.Ends || state.Abandoned is not null;

    /// <summary>Asks how many slots there are to be.</summary>
    public void Ask(SurplusSlots surplus) => state.Effects.Tell(Needed(surplus));

    /// <summary>Workers whose jobs wait for others must not be all there are. Asked after each step.</summary>
    public void AskForStandIns()
    {
        if (_asksForStandIns || state.Slots.Parked == 0 || TakesNoOrders || RegularSlots >= Kept + StandIns)
            return;
        _asksForStandIns = true; // Once, until there is an answer.
        Ask(SurplusSlots.Stay);
    }

    /// <summary>A worker has ended, and its slot is to have the next one.</summary>
    public void ReplaceWorker(WorkerSlot slot, bool failed) => Ask(slot, new WorkerDown(slot.Id, failed, slot.FailedStarts, state.Breaker));

    public void OnOverSoftLimit(WorkerSlot slot)
    {
        if (!slot.Retiring)
            Ask(slot, new WorkerHeavy(slot.Id));
    }

    private void Ask(WorkerSlot slot, ControlEvent what)
    {
        slot.Asked = what;
        state.Effects.Tell(what);
    }

    private SlotsNeeded Needed(SurplusSlots surplus) => new(state.Target, StandIns, state.Slots.Parked, surplus, _request);

    public void OnCommand(ControlCommand command)
    {
        if (TakesNoOrders && command is not AdoptPool)
            return;
        switch (command)
        {
            case SetSlots set: OnSetSlots(set); break;
            case StartWorker start: OnStartWorker(start); break;
            case RecycleWorker { Worker: var worker } when state.Slots.Find(worker) is { Asked: WorkerHeavy } slot: Recycle(slot); break;
            case AdoptPool adopt: OnAdopt(adopt.Control); break;
        }
    }

    private void OnSetSlots(SetSlots set)
    {
        _asksForStandIns = false;
        Open(set.Least);
        if (set.Surplus != SurplusSlots.Stay)
            GiveUp(set);
        _answered = Math.Max(_answered, set.Request);
        AnswerResizeWaiters();
        ShrinkLater();
    }

    private void Open(int least)
    {
        var added = false;
        while (RegularSlots < least)
        {
            // One that was given up and works on yet is kept, rather than a further process started beside it.
            if (state.Slots.Surplus > 0
                && state.Slots.FirstOrDefault(slot => slot is { Surplus: true, State: WorkerState.Ready }) is { } working)
            {
                working.Keep();
                continue;
            }
            var number = state.Slots.UnusedNumber;
            // A slot that was given up and is opened again goes on counting: a number and a generation name one process, ever.
            var slot = new WorkerSlot(number, _lastGenerations.TryGetValue(number, out var last) ? last : 0);
            state.Slots.Add(slot);
            state.Effects.Tell(new SlotOpened(number));
            Start(slot);
            added = true;
        }
        // Asked for with each job that a job submits: what costs as much as there are slots is done only when there is one more.
        if (added)
            state.Publish();
    }

    private void GiveUp(SetSlots set)
    {
        var lasting = state.Slots.Reverse().Where(slot => !slot.Surplus);
        var chosen = set.Surplus == SurplusSlots.Leave
            ? lasting.OrderBy(Worth)
            : lasting.Where(slot => slot.Assigned == 0 && !slot.Parked);
        foreach (var slot in chosen.Take(RegularSlots - set.Most).ToList())
            GiveUp(slot, set.Surplus == SurplusSlots.Leave ? "the pool was made smaller" : "it is no longer needed");
    }

    private void OnStartWorker(StartWorker start)
    {
        if (state.Slots.Find(start.Ended) is not { State: WorkerState.Down, Asked: WorkerDown } slot)
            return;
        slot.Asked = null;
        if (start.Pause > TimeSpan.Zero)
            state.Effects.Later(start.Pause, new PauseOver(start.Ended));
        else
            Start(slot);
    }

    public void OnPauseOver(PauseOver over)
    {
        if (!TakesNoOrders && state.Slots.Find(over.Ended) is { State: WorkerState.Down } slot)
            Start(slot);
    }

    private void Start(WorkerSlot slot)
    {
        slot.Start();
        state.Effects.Start(slot);
    }

    private void Recycle(WorkerSlot slot)
    {
        slot.Asked = null;
        slot.Recycle(nameof(ProcessPoolOptions.SoftMemoryLimit));
        EndIfRetired(slot);
    }

    /// <summary>A control that takes over is told what there is, and after it what happens.</summary>
    private void OnAdopt(IPoolControl control)
    {
        _asksForStandIns = false;
        var open = state.Slots.Select(slot => slot.Asked).OfType<ControlEvent>().ToList();
        open.Add(Needed(_answered < _request ? SurplusSlots.Leave : SurplusSlots.Stay));
        var table = new PoolTable([.. state.Slots.Select(slot => slot.Number)], open);
        state.Effects.Do(() =>
        {
            state.Effects.Control = control;
            control.Tell(table);
        });
    }

    public void EndIfRetired(WorkerSlot slot)
    {
        if (!slot.Retiring || slot.Assigned > 0 || slot.State != WorkerState.Ready)
            return;
        if (slot is { Surplus: false, RecycledFor: { } limit })
        {
            var (log, name) = (state.Setup.Log, slot.Id.ToString());
            state.Effects.Do(() => Log.Recycling(log, name, limit));
        }
        slot.OnEnding();
        state.Effects.Tell(slot, session => session.ShutDown());
    }

    /// <summary>Removes a slot: one whose worker does not work yet at once, one that is busy after its jobs.</summary>
    public void GiveUp(WorkerSlot slot, string why)
    {
        slot.GiveUp();
        if (slot.State == WorkerState.Down)
            Remove(slot);
        else if (slot.State == WorkerState.Starting)
            state.Effects.Tell(slot, session => session.Kill(why, planned: true));
        else
            EndIfRetired(slot);
    }

    /// <summary>The slot has been removed.</summary>
    public void Remove(WorkerSlot slot)
    {
        state.Slots.Remove(slot);
        jobs.FailOwn(slot.Number);
        _lastGenerations[slot.Number] = slot.Generation;
        state.Publish();
        state.Effects.Tell(new SlotGone(slot.Number));
        AnswerResizeWaiters();
    }

    /// <summary>
    /// Stand-ins are kept for a while: a job that submits others one by one parks and goes on each time, and a process is
    /// dear to start.
    /// </summary>
    public void ShrinkLater()
    {
        if (_shrinkScheduled || state.Slots.Count <= Kept)
            return;
        _shrinkScheduled = true;
        state.Effects.Later(s_standInTime, new ShrinkPlaces());
    }

    public void OnShrinkPlaces()
    {
        _shrinkScheduled = false;
        if (RegularSlots > Kept + state.Slots.Parked)
            Ask(SurplusSlots.IdleLeave);
        ShrinkLater();
    }

    public void OnResize(Resize resize)
    {
        if ((state.Abandoned ?? state.Ending?.Reason) is { } reason)
        {
            state.Effects.Do(() => resize.Done.TrySetException(reason));
            return;
        }
        state.Target = resize.Workers;
        _resizeWaiters.Add(resize.Done);
        _request++;
        Ask(SurplusSlots.Leave);
    }

    public void AnswerResizeWaiters()
    {
        if (_resizeWaiters.Count == 0 || _answered < _request || state.Slots.Ready < state.Slots.Count || state.Slots.Surplus > 0)
            return;
        foreach (var done in _resizeWaiters)
            state.Effects.Do(() => done.TrySetResult());
        _resizeWaiters.Clear();
    }

    /// <summary>Callers no longer wait for a size that will not be reached.</summary>
    public void FailResizeWaiters(Exception reason)
    {
        foreach (var done in _resizeWaiters)
            state.Effects.Do(() => done.TrySetException(reason));
        _resizeWaiters.Clear();
    }

    /// <summary>The cost of removing a slot: one that has no worker is removed first, one that is busy last.</summary>
    private static int Worth(WorkerSlot slot) => slot.State switch
    {
        WorkerState.Down => 0,
        WorkerState.Starting => 1,
        _ => slot.Assigned == 0 && !slot.Parked ? 2 : 3,
    };
}
