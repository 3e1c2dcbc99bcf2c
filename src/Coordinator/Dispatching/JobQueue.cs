using Troupe.Jobs;

namespace Troupe.Dispatching;

/// <summary>
/// The jobs that wait: one line for those that any worker may take, and one for each slot that has jobs waiting for it alone. Owned by the
/// dispatcher.
/// </summary>
internal sealed class JobQueue
{
    private readonly JobLine _any = new();
    private readonly Dictionary<int, JobLine> _own = [];
    private int _ownCount;

    /// <summary>Numbers of slots that jobs wait for; all of these may be over.</summary>
    public NumberSet Awaited { get; } = new();

    /// <summary>Whether jobs wait for some slot alone.</summary>
    public bool HasOwn => _ownCount > 0;

    /// <summary>Jobs that wait; those that are over count until they are reached.</summary>
    public int Count => _any.Count + _ownCount;

    /// <summary>No job waits that is not over.</summary>
    public bool IsEmpty => Peek() is null && !_own.Values.Any(line => line.Peek() is not null);

    public void Add(Job job)
    {
        if (job.OnlySlot < 0)
            _any.Add(job);
        else
            AddOwn(job);
    }

    public void PutBack(Job job)
    {
        if (job.OnlySlot < 0)
            _any.PutBack(job);
        else
            PutBackOwn(job);
    }

    /// <summary>The next job that any worker may take and that is not over, without taking it.</summary>
    public Job? Peek() => _any.Peek();

    /// <summary>The next job that waits for this slot alone and is not over, without taking it.</summary>
    public Job? PeekFor(int slot)
    {
        Job? next = null;
        Change(slot, line => next = line.Peek());
        return next;
    }

    /// <summary>Whether what <see cref="PeekFor"/> gives goes before what <see cref="Peek"/> gives.</summary>
    public bool IsOwnFirst(int slot) => _own[slot].GoesBefore(_any);

    /// <summary>Takes the job that <see cref="Peek"/> or <see cref="PeekFor"/> gave.</summary>
    public void Take(Job job)
    {
        if (job.OnlySlot < 0)
            _any.Take(job);
        else
            TakeOwn(job);
    }

    /// <summary>Jobs that wait and are not over. Goes through all.</summary>
    public int CountOpen() => _any.CountOpen() + _own.Values.Sum(line => line.CountOpen());

    /// <summary>Empties the queue.</summary>
    public IReadOnlyList<Job> TakeAll()
    {
        var all = new List<Job>();
        TakeAll(_any, all);
        foreach (var slot in _own.Keys.ToList())
            all.AddRange(TakeAllFor(slot));
        return all;
    }

    /// <summary>Takes all jobs that wait for this slot alone.</summary>
    public IReadOnlyList<Job> TakeAllFor(int slot)
    {
        var all = new List<Job>();
        if (Awaited.Contains(slot))
            Change(slot, line => TakeAll(line, all));
        return all;
    }

    private static void TakeAll(JobLine line, List<Job> all)
    {
        while (line.Peek() is { } job)
        {
            line.Take(job);
            all.Add(job);
        }
    }

    // Apart: what they capture is made as they begin, and jobs that any worker may take are not to pay for it.
    private void AddOwn(Job job) => Change(job.OnlySlot, line => line.Add(job));

    private void PutBackOwn(Job job) => Change(job.OnlySlot, line => line.PutBack(job));

    private void TakeOwn(Job job) => Change(job.OnlySlot, line => line.Take(job));

    /// <summary>A line is kept for as long as a job waits in it.</summary>
    private void Change(int slot, Action<JobLine> change)
    {
        if (!_own.TryGetValue(slot, out var line))
            _own.Add(slot, line = new JobLine());
        var before = line.Count;
        change(line);
        _ownCount += line.Count - before;
        Awaited.Set(slot, line.Count > 0);
        if (line.Count == 0)
            _own.Remove(slot);
    }
}
