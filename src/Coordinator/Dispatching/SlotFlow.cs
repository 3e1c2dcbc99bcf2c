using Troupe.Logging;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>
/// Opens, starts, recycles and gives up slots, as the pool's control decides; asks it when something is to be decided. Part of the
/// dispatcher.
/// </summary>
internal sealed class SlotFlow(Board board, JobFlow jobs)
{
    private static readonly TimeSpan s_standInTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, int> _lastGenerations = [];
    private readonly List<TaskCompletionSource> _resizeWaiters = [];
    private int _request;
    private int _answered;
    private bool _asksForStandIns;
    private bool _shrinkScheduled;

    private int Kept => board.Target + board.Setup.Options.SpareWorkers;

    /// <summary>Those that are not to end for good.</summary>
    private int Lasting => board.Slots.Count - board.Slots.Surplus;

    /// <summary>Jobs that wait may be waited for by all workers there are.</summary>
    private int StandIns => board.Queue.Peek() is null ? 0 : board.Slots.Parked;

    private bool TakesNoOrders => board.Ends || board.Abandoned is not null;

    /// <summary>Asks how many slots there are to be.</summary>
    public void Ask(SurplusSlots surplus) => board.Effects.Tell(Needed(surplus));

    /// <summary>Workers whose jobs wait for others must not be all there are. Asked after each step.</summary>
    public void AskForStandIns()
    {
        if (_asksForStandIns || board.Slots.Parked == 0 || TakesNoOrders || Lasting >= Kept + StandIns)
            return;
        _asksForStandIns = true; // Once, until there is an answer.
        Ask(SurplusSlots.Stay);
    }

    /// <summary>A worker has ended, and its slot is to have the next one.</summary>
    public void AskForNext(WorkerSlot slot, bool failed) => Ask(slot, new WorkerDown(slot.Id, failed, slot.FailedStarts, board.Breaker));

    public void OnOverSoftLimit(WorkerSlot slot)
    {
        if (!slot.Retiring)
            Ask(slot, new WorkerHeavy(slot.Id));
    }

    private void Ask(WorkerSlot slot, ControlEvent what)
    {
        slot.Asked = what;
        board.Effects.Tell(what);
    }

    private SlotsNeeded Needed(SurplusSlots surplus) => new(board.Target, StandIns, board.Slots.Parked, surplus, _request);

    public void OnCommand(ControlCommand command)
    {
        if (TakesNoOrders && command is not AdoptPool)
            return;
        switch (command)
        {
            case SetSlots set: OnSetSlots(set); break;
            case StartWorker start: OnStartWorker(start); break;
            case RecycleWorker { Worker: var worker } when board.Slots.Find(worker) is { Asked: WorkerHeavy } slot: Recycle(slot); break;
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
        while (Lasting < least)
        {
            // One that was given up and works on yet is kept, rather than a further process started beside it.
            if (board.Slots.Surplus > 0
                && board.Slots.FirstOrDefault(slot => slot is { Surplus: true, State: WorkerState.Ready }) is { } working)
            {
                working.Keep();
                continue;
            }
            var number = board.Slots.UnusedNumber;
            // A slot that was given up and is opened again goes on counting: a number and a generation name one process, ever.
            var slot = new WorkerSlot(number, _lastGenerations.TryGetValue(number, out var last) ? last : 0);
            board.Slots.Add(slot);
            board.Effects.Tell(new SlotOpened(number));
            Start(slot);
            added = true;
        }
        // Asked for with each job that a job submits: what costs as much as there are slots is done only when there is one more.
        if (added)
            board.Publish();
    }

    private void GiveUp(SetSlots set)
    {
        var lasting = board.Slots.Reverse().Where(slot => !slot.Surplus);
        var chosen = set.Surplus == SurplusSlots.Leave
            ? lasting.OrderBy(Worth)
            : lasting.Where(slot => slot.Assigned == 0 && !slot.Parked);
        foreach (var slot in chosen.Take(Lasting - set.Most).ToList())
            GiveUp(slot, set.Surplus == SurplusSlots.Leave ? "the pool was made smaller" : "it is no longer needed");
    }

    private void OnStartWorker(StartWorker start)
    {
        if (board.Slots.Find(start.Ended) is not { State: WorkerState.Down, Asked: WorkerDown } slot)
            return;
        slot.Asked = null;
        if (start.Pause > TimeSpan.Zero)
            board.Effects.Later(start.Pause, new PauseOver(start.Ended));
        else
            Start(slot);
    }

    public void OnPauseOver(PauseOver over)
    {
        if (!TakesNoOrders && board.Slots.Find(over.Ended) is { State: WorkerState.Down } slot)
            Start(slot);
    }

    private void Start(WorkerSlot slot)
    {
        slot.Start();
        board.Effects.Start(slot);
    }

    private void Recycle(WorkerSlot slot)
    {
        slot.Asked = null;
        slot.Recycle();
        EndIfRetired(slot);
    }

    /// <summary>A control that takes over is told what there is, and after it what happens.</summary>
    private void OnAdopt(IPoolControl control)
    {
        _asksForStandIns = false;
        var open = board.Slots.Select(slot => slot.Asked).OfType<ControlEvent>().ToList();
        open.Add(Needed(_answered < _request ? SurplusSlots.Leave : SurplusSlots.Stay));
        var table = new PoolTable([.. board.Slots.Select(slot => slot.Number)], open);
        board.Effects.Do(() =>
        {
            board.Effects.Control = control;
            control.Tell(table);
        });
    }

    public void EndIfRetired(WorkerSlot slot)
    {
        if (!slot.Retiring || slot.Assigned > 0 || slot.State != WorkerState.Ready)
            return;
        var (log, name) = (board.Setup.Log, slot.Id.ToString());
        if (!slot.Surplus)
            board.Effects.Do(() => Log.Recycling(log, name));
        slot.OnEnding();
        board.Effects.Tell(slot, session => session.ShutDown());
    }

    /// <summary>Gives up a slot: one whose worker does not work yet at once, one that is busy after its jobs.</summary>
    public void GiveUp(WorkerSlot slot, string why)
    {
        slot.GiveUp();
        if (slot.State == WorkerState.Down)
            Remove(slot);
        else if (slot.State == WorkerState.Starting)
            board.Effects.Tell(slot, session => session.Kill(why, planned: true));
        else
            EndIfRetired(slot);
    }

    /// <summary>The slot is no more.</summary>
    public void Remove(WorkerSlot slot)
    {
        board.Slots.Remove(slot);
        jobs.FailOwn(slot.Number);
        _lastGenerations[slot.Number] = slot.Generation;
        board.Publish();
        board.Effects.Tell(new SlotGone(slot.Number));
        AnswerResizeWaiters();
    }

    /// <summary>
    /// Stand-ins are kept for a while: a job that submits others one by one parks and goes on each time, and a process is
    /// dear to start.
    /// </summary>
    public void ShrinkLater()
    {
        if (_shrinkScheduled || board.Slots.Count <= Kept)
            return;
        _shrinkScheduled = true;
        board.Effects.Later(s_standInTime, new ShrinkPlaces());
    }

    public void OnShrinkPlaces()
    {
        _shrinkScheduled = false;
        if (Lasting > Kept + board.Slots.Parked)
            Ask(SurplusSlots.IdleLeave);
        ShrinkLater();
    }

    public void OnResize(Resize resize)
    {
        if ((board.Abandoned ?? board.Ending?.Reason) is { } reason)
        {
            board.Effects.Do(() => resize.Done.TrySetException(reason));
            return;
        }
        board.Target = resize.Workers;
        _resizeWaiters.Add(resize.Done);
        _request++;
        Ask(SurplusSlots.Leave);
    }

    public void AnswerResizeWaiters()
    {
        if (_resizeWaiters.Count == 0 || _answered < _request || board.Slots.Ready < board.Slots.Count || board.Slots.Surplus > 0)
            return;
        foreach (var done in _resizeWaiters)
            board.Effects.Do(() => done.TrySetResult());
        _resizeWaiters.Clear();
    }

    /// <summary>Nobody waits any longer for a size that will not be.</summary>
    public void FailResizeWaiters(Exception reason)
    {
        foreach (var done in _resizeWaiters)
            board.Effects.Do(() => done.TrySetException(reason));
        _resizeWaiters.Clear();
    }

    /// <summary>How dear it would be to give a slot up: one that has no worker is given up first, one that is busy last.</summary>
    private static int Worth(WorkerSlot slot) => slot.State switch
    {
        WorkerState.Down => 0,
        WorkerState.Starting => 1,
        _ => slot.Assigned == 0 && !slot.Parked ? 2 : 3,
    };
}
