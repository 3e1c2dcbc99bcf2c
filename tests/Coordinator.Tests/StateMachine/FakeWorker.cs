using Troupe.Actors;
using Troupe.Coordination;

namespace Troupe.Tests.StateMachine;

/// <summary>One incarnation of a worker as its proxy would know it.</summary>
internal sealed class FakeWorker(WorkerId id, ActorRef proxy)
{
    public WorkerId Id => id;

    public ActorRef Proxy => proxy;

    public FakePhase Phase { get; set; }

    /// <summary>What it has; the first one runs.</summary>
    public List<TrackedJob> Jobs { get; } = [];

    /// <summary>Jobs it was told to end.</summary>
    public List<TrackedJob> Cancels { get; } = [];

    /// <summary>Jobs that came after its end.</summary>
    public List<TrackedJob> Bounced { get; } = [];

    /// <summary>What is to be told of its end: the job that ran, and those that had not begun.</summary>
    public (TrackedJob? Blamed, List<TrackedJob> Unstarted) Judged { get; set; } = (null, []);

    public int Given { get; set; }

    /// <summary>Leases that reached it in time.</summary>
    public int Taken { get; set; }

    public int NestedOpen { get; set; }

    public bool Overrunning { get; set; }

    /// <summary>It has had its share of jobs, or holds too much memory: nothing more for it.</summary>
    public bool Spent { get; set; }

    public bool Killed { get; set; }

    public bool ShutDown { get; set; }

    /// <summary>The coordinator was told that it answers nothing more.</summary>
    public bool Unreachable { get; set; }

    public bool IsLive => Phase is FakePhase.Starting or FakePhase.Ready;

    /// <summary>Whether it serves, for all that the coordinator can know.</summary>
    public bool LooksReady => Phase == FakePhase.Ready || (Phase == FakePhase.Dying && !Unreachable);

    public override string ToString() => $"worker {id} ({Phase}, {Jobs.Count} jobs)";
}
