using Troupe.Jobs;

namespace Troupe.Dispatching;

/// <summary>
/// Jobs that wait for the same: by priority, first come first served within one. A job that comes back from a worker goes to the
/// front, where it came from. Taking one costs the same however many wait. Owned by its <see cref="JobQueue"/>.
/// </summary>
internal sealed class JobLine
{
    private readonly Level[] _levels = [new(), new(), new()];

    private sealed class Level
    {
        public readonly Queue<Job> Line = new();

        /// <summary>Made when the first job comes back: most pools never need it.</summary>
        public SortedDictionary<ulong, Job>? Returned;
    }

    /// <summary>Jobs that wait; those that are over count until they are reached.</summary>
    public int Count { get; private set; }

    public void Add(Job job)
    {
        LevelOf(job).Line.Enqueue(job);
        Count++;
    }

    public void PutBack(Job job)
    {
        if ((LevelOf(job).Returned ??= []).TryAdd(job.Id, job))
            Count++;
    }

    /// <summary>The next job that is not over, without taking it.</summary>
    public Job? Peek()
    {
        foreach (var level in _levels)
        {
            while (FirstOf(level) is { } job)
            {
                if (!job.Over)
                    return job;
                Remove(level, job);
            }
        }
        return null;
    }

    /// <summary>Takes the job that <see cref="Peek"/> gave.</summary>
    public void Take(Job job) => Remove(LevelOf(job), job);

    /// <summary>Jobs that wait and are not over. Goes through all.</summary>
    public int CountOpen() =>
        _levels.Sum(level => level.Line.Count(job => !job.Over) + (level.Returned?.Values.Count(job => !job.Over) ?? 0));

    /// <summary>Whether the next job of this line goes before the next one of another line, where a worker could have either.</summary>
    public bool GoesBefore(JobLine other)
    {
        if (Peek() is not { } mine)
            return false;
        if (other.Peek() is not { } others)
            return true;
        if (mine.Options.Priority != others.Options.Priority)
            return mine.Options.Priority > others.Options.Priority;
        var (comesBack, othersComesBack) = (HasReturned(mine), other.HasReturned(others));
        return comesBack != othersComesBack ? comesBack : mine.Id < others.Id;
    }

    private bool HasReturned(Job job) => LevelOf(job).Returned?.ContainsKey(job.Id) == true;

    private static Job? FirstOf(Level level)
    {
        if (level.Returned is { Count: > 0 } all)
        {
            foreach (var (_, returned) in all)
                return returned;
        }
        return level.Line.TryPeek(out var waiting) ? waiting : null;
    }

    private void Remove(Level level, Job job)
    {
        if (level.Returned?.Remove(job.Id) != true)
            level.Line.Dequeue();
        Count--;
    }

    private Level LevelOf(Job job) => _levels[(int)JobPriority.High - (int)job.Options.Priority];
}
