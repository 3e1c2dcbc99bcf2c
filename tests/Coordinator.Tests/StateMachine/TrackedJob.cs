using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>What the reference knows of a job.</summary>
internal sealed class TrackedJob(Job job, ulong id)
{
    public Job Job => job;

    /// <summary>The number it must get.</summary>
    public ulong Id => id;

    public JobPlace Place { get; set; }

    /// <summary>Which attempt it must be at.</summary>
    public int Attempt { get; set; } = 1;

    public int Deaths { get; set; }

    public bool CancelAsked { get; set; }

    /// <summary>When its pause, or its time in the queue, is over; in ticks of the clock.</summary>
    public long PausedUntil { get; set; }

    public long QueueTimeUp { get; set; } = long.MaxValue;

    /// <summary>The outcome that it must have by the end of the step; null while it must have none.</summary>
    public JobState? Right { get; set; }

    /// <summary>The worker whose job has submitted it; null when a caller has.</summary>
    public FakeWorker? Owner { get; init; }

    public override string ToString() => $"job {id} ({Place}, attempt {Attempt}{(CancelAsked ? ", to be cancelled" : "")}, {job.State}{(job.Settled ? ", settled" : "")})";
}
