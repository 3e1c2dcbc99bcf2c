using Troupe.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>What the reference knows of a job.</summary>
internal sealed class TrackedJob(ulong id, JobOptions options, int count)
{
    /// <summary>The number it must get.</summary>
    public ulong Id => id;

    public JobOptions Options => options;

    /// <summary>How many items it has; 0 for a call.</summary>
    public int Count => count;

    /// <summary>The job itself; one that a job submits is known once it is first spoken of.</summary>
    public Job? Job { get; set; }

    public JobPlace Place { get; set; }

    /// <summary>Which attempt it must be at.</summary>
    public int Attempt { get; set; } = 1;

    public int Deaths { get; set; }

    /// <summary>Its first item that must have no outcome.</summary>
    public int Next { get; set; }

    /// <summary>Which attempt of that item it must be at.</summary>
    public int ItemAttempt { get; set; } = 1;

    /// <summary>The item that was next when a worker was lost before it had begun any.</summary>
    public int? LostBefore { get; set; }

    /// <summary>What must have become of its items, and what has.</summary>
    public List<ItemEnd> RightItems { get; } = [];

    public List<ItemEnd> Items { get; } = [];

    public bool CancelAsked { get; set; }

    /// <summary>What it threw and is to be looked at when it is made.</summary>
    public JobFault Thrown { get; set; }

    /// <summary>When its pause, or its time in the queue, is over; in ticks of the clock.</summary>
    public long PausedUntil { get; set; }

    public long QueueTimeUp { get; set; } = long.MaxValue;

    /// <summary>The outcome that it must have by the end of the step; null while it must have none.</summary>
    public JobState? Right { get; set; }

    /// <summary>The outcome that it has.</summary>
    public JobState? Ended { get; set; }

    /// <summary>The only slot whose workers may have it; negative when any may.</summary>
    public int OnlySlot { get; init; } = -1;

    /// <summary>The worker whose job has submitted it, and the submission's number there; null when a caller has.</summary>
    public FakeWorker? Owner { get; init; }

    public ulong Number { get; init; }

    public override string ToString()
    {
        var item = count > 0 ? $", item {Next} of {count}" : "";
        var cancel = CancelAsked ? ", to be cancelled" : "";
        var slot = OnlySlot < 0 ? "" : $", for slot {OnlySlot}";
        var kind = Owner is null ? "job" : "nested job";
        return $"{kind} {id} ({Place}, attempt {Attempt}{item}{cancel}{slot}, {Ended?.ToString() ?? "open"})";
    }
}
