namespace Troupe.Coordination;

/// <summary>
/// Chooses the worker for the next job: in turn among those that are free, else among those with room ahead. Pure.
/// </summary>
internal static class RoundRobin
{
    /// <summary>Finds the next place.</summary>
    /// <param name="slots">All places.</param>
    /// <param name="last">The place chosen last; -1 before the first.</param>
    /// <param name="mayWake">Whether one more worker may become busy.</param>
    /// <param name="estimate">How long the job is expected to take, in ticks of 100 ns; negative when nothing is known.</param>
    /// <param name="bytes">The length of its arguments.</param>
    /// <returns>The place; -1 when no worker can take the job.</returns>
    public static int Next(IReadOnlyList<WorkerSlot> slots, int last, bool mayWake, long estimate, int bytes)
    {
        var count = slots.Count;
        var roomy = -1;
        for (var step = 1; step <= count; step++)
        {
            var place = (last + step) % count;
            var slot = slots[place];
            if (slot.IsFree)
            {
                if (mayWake)
                    return place;
            }
            else if (roomy < 0 && slot.HasRoom(estimate, bytes))
            {
                roomy = place;
            }
        }
        return roomy;
    }
}
