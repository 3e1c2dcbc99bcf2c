using System.Collections.Concurrent;
using System.Diagnostics;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>Follows every job to its outcome and writes both into the journal; looks for jobs that hang. Safe for any thread.</summary>
internal sealed class JobTracker(Journal journal)
{
    /// <summary>The longest any job of the load may run.</summary>
    public static readonly TimeSpan JobTime = TimeSpan.FromSeconds(5);

    /// <summary>What a job may take beyond its own time before it counts as hanging: 5 s of grace and 2 s for the kill.</summary>
    public static readonly TimeSpan EndTime = TimeSpan.FromSeconds(7);

    private readonly ConcurrentDictionary<long, OpenJob> _open = new();
    private readonly ConcurrentDictionary<long, string> _hanging = new();
    private long _last;
    private long _ended;
    private long _callbacks;
    private long _callbacksDue;
    private double _longest;

    /// <summary>Set when the pool is about to end: jobs accepted from now on may be cancelled by it.</summary>
    public bool AtEnd { get; set; }

    /// <summary>How many jobs of the load have had their outcome.</summary>
    public long Ended => Interlocked.Read(ref _ended);

    public int Open => _open.Count;

    public bool AllCallbacksSeen => Interlocked.Read(ref _callbacks) >= Interlocked.Read(ref _callbacksDue);

    /// <summary>Jobs that were older than they may get.</summary>
    public IReadOnlyCollection<string> Hanging => [.. _hanging.Values];

    /// <summary>The longest that any job took from its acceptance to its outcome, in milliseconds.</summary>
    public double Longest => Volatile.Read(ref _longest);

    public long NextNumber() => Interlocked.Increment(ref _last);

    public void Called(long number)
    {
        journal.AddCallback(number);
        Interlocked.Increment(ref _callbacks);
    }

    public void Answered(HostedAnswer answer) => journal.Add(answer);

    /// <summary>The job is accepted.</summary>
    public OpenJob Accept(AcceptedJob job)
    {
        journal.Add(job);
        if (job.Kind != JobKind.Hosted)
            Interlocked.Increment(ref _callbacksDue);
        return _open[job.Number] = new OpenJob(job);
    }

    /// <summary>Waits for the outcome and writes it down.</summary>
    public async Task FollowAsync<T>(OpenJob open, Task<T> task, Func<T, ulong> value)
    {
        JobOutcome outcome;
        try
        {
            outcome = Outcomes.OfResult(open.Job.Number, value(await task.ConfigureAwait(false)), open.CancelAsked);
        }
        catch (Exception error)
        {
            // Every error is an outcome; whether it may be one is for the checker to say.
            outcome = Outcomes.OfError(open.Job.Number, error, open.CancelAsked);
        }
        var took = Stopwatch.GetElapsedTime(open.Since).TotalMilliseconds;
        lock (_open)
            _longest = Math.Max(_longest, took);
        journal.Add(outcome);
        _open.TryRemove(open.Job.Number, out _);
        if (open.Job.Kind != JobKind.Fault)
            Interlocked.Increment(ref _ended);
    }

    /// <summary>Notes the jobs that are older than they may get.</summary>
    public void LookForHanging(Func<string> describe)
    {
        foreach (var (number, open) in _open)
        {
            if (Stopwatch.GetElapsedTime(open.Since) > JobTime + EndTime && !_hanging.ContainsKey(number))
            {
                _hanging[
                    number] = $"job {number} ({open.Job.Fault?.ToString() ?? open.Job.Kind.ToString()}) has had no outcome for "
                        + $"{(JobTime + EndTime).TotalSeconds} s; {describe()}";
            }
        }
    }
}
