namespace Troupe.Coordination;

/// <summary>
/// Chooses the worker for the next job: one that is busy with a few tiny jobs and will take this one along for the price of
/// its bytes, else in turn among those that are free, else one with room ahead. Pure.
/// </summary>
internal static class RoundRobin
{
    /// <summary>Finds the next place.</summary>
    /// <param name="slots">All places.</param>
    /// <param name="last">The place chosen last; -1 before the first.</param>
    /// <param name="mayWake">Whether one more worker may become busy.</param>
    /// <param name="demand">What the job needs.</param>
    /// <returns>The place; -1 when no worker can take the job.</returns>
    public static int Next(IReadOnlyList<WorkerSlot> slots, int last, bool mayWake, in Demand demand)
    {
        var count = slots.Count;
        var (free, roomy) = (-1, -1);
        // The place chosen last comes first: it is the one that jobs are being gathered for.
        for (var step = 0; step < count; step++)
        {
            var place = (Math.Max(last, 0) + step) % count;
            if (slots[place].TakesAlong(demand))
                return place;
        }
        for (var step = 1; step <= count && free < 0; step++)
        {
            var place = (last + step) % count;
            var slot = slots[place];
            if (slot.IsFree && mayWake)
                free = place;
            else if (roomy < 0 && slot.Leased > 0 && slot.HasRoom(demand))
                roomy = place;
        }
        return free >= 0 ? free : roomy;
    }
}
