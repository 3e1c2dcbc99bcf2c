using Troupe.Jobs;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>What the parts of the dispatcher share: where each accepted job is, who works, and whether the pool ends. Owned by the
/// dispatcher.</summary>
internal sealed class DispatcherState(PoolSetup setup, PoolView view, Effects effects)
{
    private bool _nestedOver;

    public PoolSetup Setup => setup;

    public Effects Effects => effects;

    /// <summary>Jobs that wait for a worker.</summary>
    public JobQueue Queue { get; } = new();

    /// <summary>Jobs between two attempts.</summary>
    public HashSet<Job> Paused { get; } = [];

    /// <summary>The slots; each has the jobs that its worker has.</summary>
    public WorkerTable Slots { get; } = new();

    /// <summary>How many workers there are to be, without spares and stand-ins.</summary>
    public int Target { get; set; } = setup.Options.Workers;

    /// <summary>Starts in a row that have failed.</summary>
    public StartBreaker Breaker { get; set; }

    /// <summary>The error of the first of them.</summary>
    public Exception? FirstStartError { get; set; }

    /// <summary>The request for the end; null while there is none.</summary>
    public EndPool? Ending { get; set; }

    /// <summary>Set when the dispatcher has failed or was given up.</summary>
    public Exception? Abandoned { get; set; }

    /// <summary>The last id that a job was given.</summary>
    public ulong LastJobId { get; set; }

    public bool Ends => Ending is not null;

    /// <summary>Callers are refused.</summary>
    public bool Unavailable => Breaker.Open && Slots.Ready == 0;

    /// <summary>No accepted job is without its outcome.</summary>
    public bool Idle => Slots.Busy == 0 && Paused.Count == 0 && Queue.IsEmpty;

    public Unfinished Unfinished => new(Queue.CountOpen() + Paused.Count, Slots.Sum(slot => slot.Assigned));

    /// <summary>Such a job is over: its parent may go on.</summary>
    public void OnNestedOver(NestedJob job)
    {
        if (Slots.Find(job.Owner) is not { Nested: { } open } parent || !open.Remove(job.Number))
            return;
        parent.OnNestedChanged();
        _nestedOver = true;
    }

    /// <summary>Whether a job that a job has submitted is over since the last call.</summary>
    public bool TakeNestedOver()
    {
        var noted = _nestedOver;
        _nestedOver = false;
        return noted;
    }

    /// <summary>Lets snapshots see the slots as they are.</summary>
    public void Publish() => view.Publish(Slots);

    /// <summary>Lets snapshots see how many jobs wait.</summary>
    public void PublishQueue() => view.Waiting = Queue.Count;

    public PoolUnavailableException UnavailableError() =>
        new($"No worker of the pool can be started; {Breaker.Failures} starts in a row have failed and the next is tried within "
            + $"{StartBreaker.ProbePause.TotalSeconds:0} s. The first failed with {FirstStartError?.GetType().Name}: see the inner "
            + "exception.", FirstStartError);
}
