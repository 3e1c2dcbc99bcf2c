namespace Troupe.Supervision;

/// <summary>What follows on a <see cref="ControlEvent"/>. Pure.</summary>
internal static class Decisions
{
    /// <summary>How many slots there are to be: the pool's number, spares, and a stand-in for each worker that waits for others.</summary>
    public static SetSlots Of(SlotsNeeded needed, int spares)
    {
        var kept = needed.Workers + spares;
        // A stand-in is kept, also while nothing waits, as long as there is a worker to stand in for.
        return new SetSlots(kept + needed.StandIns, kept + needed.Parked, needed.Surplus, needed.Request);
    }

    /// <summary>The next worker of the slot: at once when the last one had been ready, and after a pause when it had not.</summary>
    public static StartWorker Of(WorkerDown down)
    {
        if (!down.Failed)
            return new StartWorker(down.Worker, TimeSpan.Zero);
        var own = StartBreaker.PauseAfter(down.FailedStarts);
        return new StartWorker(down.Worker, own > down.Breaker.Pause ? own : down.Breaker.Pause);
    }

    /// <summary>What it holds is released with its process.</summary>
    public static RecycleWorker Of(WorkerHeavy heavy) => new(heavy.Worker);
}
