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
        slot.Retire(surplus: false);
        EndIfRetired(slot);
    }

    private void EndIfRetired(WorkerSlot slot)
    {
        if (!slot.Retiring || slot.Leased > 0 || slot.State != WorkerState.Ready || slot.ShutDownSent)
            return;
        if (!slot.Surplus)
            Log.Recycling(setup.Log, slot.Id.ToString());
        slot.ShutDownSent = true;
        slot.Proxy!.Tell(new ShutDownWorker());
    }

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
        var surplus = Math.Max(0, _slots.Count(slot => !slot.Surplus) - AllowedPlaces);
        foreach (var slot in Enumerable.Reverse(_slots).Where(slot => !slot.Surplus && slot.Leased == 0 && !slot.Parked).Take(surplus).ToList())
        {
            slot.Retire(surplus: true);
            if (slot.State == WorkerState.Ready)
                EndIfRetired(slot);
            else if (slot.State == WorkerState.Down)
                RemovePlace(slot);
            else if (slot.State == WorkerState.Starting)
                slot.Proxy!.Tell(new KillWorker("the pool was made smaller"));
        }
        ShrinkLater();
    }

    private void OnResize(Resize resize)
    {
        _target = resize.Workers;
        _resizeWaiters.Add(resize.Done);
        FillPlaces();
        foreach (var slot in Enumerable.Reverse(_slots).Where(slot => !slot.Surplus).Take(Math.Max(0, _slots.Count(slot => !slot.Surplus) - AllowedPlaces)).ToList())
        {
            // Busy places leave, too, but only after their job.
            slot.Retire(surplus: true);
            EndIfRetired(slot);
        }
        AnswerResizeWaiters();
        Dispatch();
    }

    private void AnswerResizeWaiters()
    {
        var settled = _slots.TrueForAll(slot => slot is { State: WorkerState.Ready, Surplus: false });
        if (!settled)
            return;
        foreach (var done in _resizeWaiters)
            done.TrySetResult();
        _resizeWaiters.Clear();
    }
}
