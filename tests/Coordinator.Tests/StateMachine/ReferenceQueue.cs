namespace Troupe.Tests.StateMachine;

/// <summary>The waiting jobs in the order in which they must be taken: by priority, those that came back first and by number, then in turn.</summary>
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

    /// <summary>The one that must be next; null when none waits.</summary>
    public TrackedJob? Front()
    {
        (bool Returned, TrackedJob Job)? best = null;
        foreach (var entry in _waiting)
        {
            if (entry.Job is { Ended: null, Right: null } && (best is not { } other || GoesBefore(entry, other)))
                best = entry;
        }
        return best?.Job;
    }

    private static bool GoesBefore((bool Returned, TrackedJob Job) one, (bool Returned, TrackedJob Job) other)
    {
        var (first, second) = (one.Job.Options.Priority, other.Job.Options.Priority);
        if (first != second)
            return first > second;
        return one.Returned != other.Returned ? one.Returned : one.Job.Id < other.Job.Id;
    }
}
