using Troupe.Sessions;

namespace Troupe.Tests.StateMachine;

/// <summary>One incarnation of a worker, as its session would know it: notes what the dispatcher says, and says nothing itself; the trace
/// speaks for it.</summary>
internal sealed class FakeWorker(WorkerId id, IWorkerOrders orders) : IWorkerSession
{
    public WorkerId Id => id;

    public FakePhase Phase { get; set; }

    /// <summary>What it has; the first one runs.</summary>
    public List<(TrackedJob Job, long Turn)> Jobs { get; } = [];

    /// <summary>Jobs it was told to end.</summary>
    public List<TrackedJob> Cancels { get; } = [];

    /// <summary>Jobs that it was given while its end was on the way.</summary>
    public List<TrackedJob> Crossed { get; } = [];

    /// <summary>How many it was given, those included.</summary>
    public long Turns { get; set; }

    /// <summary>What is to be told of its end.</summary>
    public WorkerEnded? Judgement { get; set; }

    public int TotalAssigned { get; set; }

    /// <summary>Numbers of what its jobs have submitted.</summary>
    public ulong Submissions { get; set; }

    public int NestedOpen { get; set; }

    public bool Overrunning { get; set; }

    /// <summary>It has had its share of jobs, or holds too much memory: nothing more for it.</summary>
    public bool Spent { get; set; }

    public bool Killed { get; set; }

    public bool ToldToEnd { get; set; }

    /// <summary>It was given jobs, and the word that this was all has not come.</summary>
    public bool Unflushed { get; set; }

    /// <summary>The dispatcher was told that it answers nothing more.</summary>
    public bool Unreachable { get; set; }

    public bool IsLive => Phase is FakePhase.Starting or FakePhase.Ready;

    /// <summary>Whether it serves, for all that the dispatcher can know.</summary>
    public bool LooksReady => !ToldToEnd && (Phase == FakePhase.Ready || (Phase == FakePhase.Dying && !Unreachable));

    public (long Now, long Peak) Memory => default;

    public void Assign(in Assignment assignment)
    {
        Unflushed = true;
        orders.OnAssigned(this, assignment);
    }

    public void Flush() => Unflushed = false;

    public void Cancel(ulong job)
    {
        if (Jobs.Find(held => held.Job.Id == job).Job is { } known && !Cancels.Contains(known))
            Cancels.Add(known);
    }

    public void Answer(in NestedAnswer answer) => orders.OnAnswer(this, answer);

    public void ShutDown() => orders.OnShutDown(this);

    public void Kill(string why, bool planned) => Killed = true;

    public void Terminate() => throw new NotSupportedException("No pool asks that of a worker.");

    public override string ToString() => $"worker {id} ({Phase}, {Jobs.Count} jobs)";
}
