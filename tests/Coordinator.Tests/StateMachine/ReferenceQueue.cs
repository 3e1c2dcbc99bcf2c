namespace Troupe.Tests.StateMachine;

/// <summary>
/// The waiting jobs in the order in which they must be taken: by priority, those that came back first and by number, then in turn. Those
/// that wait for one slot alone are a queue of their own.
/// </summary>
internal sealed class ReferenceQueue
{
    private readonly List<(bool Returned, TrackedJob Job)> _waiting = [];

    public IEnumerable<TrackedJob> All => _waiting.Select(entry => entry.Job);

    public void Add(TrackedJob job) => _waiting.Add((false, job));

    public void PutBack(TrackedJob job)
    {
        job.Place = JobPlace.Waiting;
        _waiting.Add((true, job));
    }

    public void Remove(TrackedJob job)
    {
        for (var index = _waiting.Count - 1; index >= 0; index--)
        {
            if (_waiting[index].Job == job)
                _waiting.RemoveAt(index);
        }
    }

    /// <summary>The one that must be next of those that any worker may have, or of those for one slot; null when none waits.</summary>
    public TrackedJob? Front(int onlySlot = -1) => Best(onlySlot)?.Job;

    /// <summary>Whether the next job of one queue goes before the next one of the other, where a worker could have either.</summary>
    public bool GoesBefore(int onlySlot, int other) =>
        Best(onlySlot) is { } one && (Best(other) is not { } second || GoesBefore(one, second));

    private (bool Returned, TrackedJob Job)? Best(int onlySlot)
    {
        (bool Returned, TrackedJob Job)? best = null;
        foreach (var entry in _waiting)
        {
            if (entry.Job is { Ended: null, Right: null } && entry.Job.OnlySlot == onlySlot
                && (best is not { } other || GoesBefore(entry, other)))
            {
                best = entry;
            }
        }
        return best;
    }

    private static bool GoesBefore((bool Returned, TrackedJob Job) one, (bool Returned, TrackedJob Job) other)
    {
        var (first, second) = (one.Job.Options.Priority, other.Job.Options.Priority);
        if (first != second)
            return first > second;
        return one.Returned != other.Returned ? one.Returned : one.Job.Id < other.Job.Id;
    }
}
