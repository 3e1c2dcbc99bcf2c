using Troupe.Logging;

namespace Troupe.Coordination;

/// <summary>How many places there are: recycling, growing, shrinking.</summary>
internal sealed partial class CoordinatorActor
{
    private static readonly TimeSpan StandInTime = TimeSpan.FromSeconds(2);

    private bool _shrinkScheduled;

    private void OnOverSoftLimit(WorkerId worker)
    {
        if (Find(worker) is not { Retiring: false } slot)
            return;
        slot.Recycle();
        EndIfRetired(slot);
    }

    private void EndIfRetired(WorkerSlot slot)
    {
        if (!slot.Retiring || slot.Leased > 0 || slot.State != WorkerState.Ready)
            return;
        if (!slot.Surplus)
            Log.Recycling(setup.Log, slot.Id.ToString());
        slot.OnEnding();
        slot.Proxy!.Tell(new ShutDownWorker());
    }

    /// <summary>Gives up a place: one whose worker does not work yet at once, one that is busy after its jobs.</summary>
    private void GiveUp(WorkerSlot slot, string why)
    {
        slot.GiveUp();
        if (slot.State == WorkerState.Down)
            RemovePlace(slot);
        else if (slot.State == WorkerState.Starting)
            slot.Proxy!.Tell(new KillWorker(why));
        else
            EndIfRetired(slot);
    }

    /// <summary>How dear it would be to give a place up: one that has no worker is given up first, one that is busy last.</summary>
    private static int Worth(WorkerSlot slot) => slot.State switch
    {
        WorkerState.Down => 0,
        WorkerState.Starting => 1,
        _ => slot.Leased == 0 && !slot.Parked ? 2 : 3,
    };

    /// <summary>
    /// Stand-ins are kept for a while: a job that submits others one by one parks and goes on each time, and a process is
    /// dear to start.
    /// </summary>
    private void ShrinkLater()
    {
        if (_shrinkScheduled || _slots.Count <= _target + setup.Options.SpareWorkers)
            return;
        _shrinkScheduled = true;
        Context.ScheduleTell(StandInTime, new ShrinkPlaces());
    }

    private void OnShrinkPlaces()
    {
        _shrinkScheduled = false;
        var surplus = Math.Max(0, _slots.Count - _slots.Surplus - AllowedPlaces);
        foreach (var slot in _slots.Reverse().Where(slot => !slot.Surplus && slot.Leased == 0 && !slot.Parked).Take(surplus).ToList())
            GiveUp(slot, "it is no longer needed");
        ShrinkLater();
    }

    private void OnResize(Resize resize)
    {
        _target = resize.Workers;
        _resizeWaiters.Add(resize.Done);
        FillPlaces();
        var surplus = Math.Max(0, _slots.Count - _slots.Surplus - AllowedPlaces);
        foreach (var slot in _slots.Reverse().Where(slot => !slot.Surplus).OrderBy(Worth).Take(surplus).ToList())
            GiveUp(slot, "the pool was made smaller");
        AnswerResizeWaiters();
        Dispatch();
    }

    private void AnswerResizeWaiters()
    {
        var settled = _slots.All(slot => slot is { State: WorkerState.Ready, Surplus: false });
        if (!settled)
            return;
        foreach (var done in _resizeWaiters)
            done.TrySetResult();
        _resizeWaiters.Clear();
    }
}
