using Troupe.Logging;

namespace Troupe.Dispatching;

/// <summary>How many places there are, and what follows on the end of a worker: starting, growing, recycling, shrinking. Part of the dispatcher.</summary>
internal sealed class SlotFlow(Board board)
{
    private static readonly TimeSpan s_standInTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, int> _lastGenerations = [];
    private readonly List<TaskCompletionSource> _resizeWaiters = [];
    private bool _shrinkScheduled;

    private int Kept => board.Target + board.Setup.Options.SpareWorkers;

    /// <summary>How many processes there should be: the pool's number, spares, and a stand-in for each parked worker.</summary>
    private int WantedPlaces => Kept + (board.Queue.Peek() is null ? 0 : board.Slots.Parked);

    /// <summary>How many may stay: a stand-in is kept, also while nothing waits, as long as there is somebody to stand in for.</summary>
    private int AllowedPlaces => Kept + board.Slots.Parked;

    private int Surplus => Math.Max(0, board.Slots.Count - board.Slots.Surplus - AllowedPlaces);

    public void FillPlaces()
    {
        var added = false;
        while (!board.Ends && board.Abandoned is null && board.Slots.Count - board.Slots.Surplus < WantedPlaces)
        {
            // One that was given up and works on yet is kept, rather than a further process started beside it.
            if (board.Slots.Surplus > 0 && board.Slots.FirstOrDefault(slot => slot is { Surplus: true, State: WorkerState.Ready }) is { } working)
            {
                working.Keep();
                continue;
            }
            var number = board.Slots.UnusedNumber;
            // A place that was given up and is opened again goes on counting: a number and a generation name one process, ever.
            var slot = new WorkerSlot(number, _lastGenerations.TryGetValue(number, out var last) ? last : 0);
            board.Slots.Add(slot);
            Start(slot);
            added = true;
        }
        // Asked for with each job that a job submits: what costs as much as there are places is done only when there is one more.
        if (added)
            board.Publish();
    }

    public void Start(WorkerSlot slot)
    {
        slot.Start();
        board.Effects.Start(slot);
    }

    /// <summary>A place whose pause is over.</summary>
    public void OnStartSlot(int number)
    {
        if (board.Slots.At(number) is { State: WorkerState.Down } slot && !board.Ends)
            Start(slot);
    }

    public void OnOverSoftLimit(WorkerSlot slot)
    {
        if (slot.Retiring)
            return;
        slot.Recycle();
        EndIfRetired(slot);
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

    /// <summary>Gives up a place: one whose worker does not work yet at once, one that is busy after its jobs.</summary>
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

    /// <summary>The place is no more.</summary>
    public void Remove(WorkerSlot slot)
    {
        board.Slots.Remove(slot);
        _lastGenerations[slot.Number] = slot.Generation;
        board.Publish();
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
        foreach (var slot in board.Slots.Reverse().Where(slot => !slot.Surplus && slot.Assigned == 0 && !slot.Parked).Take(Surplus).ToList())
            GiveUp(slot, "it is no longer needed");
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
        FillPlaces();
        foreach (var slot in board.Slots.Reverse().Where(slot => !slot.Surplus).OrderBy(Worth).Take(Surplus).ToList())
            GiveUp(slot, "the pool was made smaller");
        AnswerResizeWaiters();
    }

    public void AnswerResizeWaiters()
    {
        if (_resizeWaiters.Count == 0 || board.Slots.Ready < board.Slots.Count || board.Slots.Surplus > 0)
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

    /// <summary>How dear it would be to give a place up: one that has no worker is given up first, one that is busy last.</summary>
    private static int Worth(WorkerSlot slot) => slot.State switch
    {
        WorkerState.Down => 0,
        WorkerState.Starting => 1,
        _ => slot.Assigned == 0 && !slot.Parked ? 2 : 3,
    };
}
