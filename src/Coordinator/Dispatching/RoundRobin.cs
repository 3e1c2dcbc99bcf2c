namespace Troupe.Dispatching;

/// <summary>
/// Chooses the worker for the next job: one that is busy with a few tiny jobs and will take this one along for the price of
/// its bytes, else in turn among those that are free, else one with room ahead. Pure, and as quick for ten thousand workers as for ten.
/// </summary>
internal static class RoundRobin
{
    /// <summary>So many busy workers are looked at for one with room for this very job; with all of them full it waits, as it would
    /// anyway.</summary>
    public const int MaxCandidates = 8;

    /// <summary>Finds the next slot.</summary>
    /// <param name="workers">All slots.</param>
    /// <param name="last">The number of the slot chosen last; -1 before the first.</param>
    /// <param name="mayWake">Whether one more worker may become busy.</param>
    /// <param name="demand">What the job needs.</param>
    /// <returns>The number of the slot; -1 when no worker can take the job.</returns>
    public static int Next(WorkerTable workers, int last, bool mayWake, in Demand demand)
    {
        // The slot chosen last comes first: it is the one that jobs are being gathered for.
        if (DispatchWindow.MayPiggyback(demand)
            && Search(workers, workers.Little, Math.Max(last, 0) - 1, demand, joining: true) is var joined and >= 0)
        {
            return joined;
        }

        if (mayWake && workers.Free.NextAfter(last) is var free and >= 0)
            return free;
        return DispatchWindow.MayPrefetch(demand) ? Search(workers, workers.Roomy, last, demand, joining: false) : -1;
    }

    private static int Search(WorkerTable workers, NumberSet among, int last, in Demand demand, bool joining)
    {
        var first = among.NextAfter(last);
        var number = first;
        for (var visited = 0; visited < MaxCandidates && number >= 0; visited++)
        {
            var slot = workers[number];
            if (joining ? slot.CanPiggyback(demand) : slot.HasRoomFor(demand))
                return number;
            number = among.NextAfter(number);
            if (number == first)
                break;
        }
        return -1;
    }
}
