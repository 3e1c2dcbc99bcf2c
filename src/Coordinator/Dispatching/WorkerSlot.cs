using Troupe.Jobs;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Dispatching;

/// <summary>
/// One slot of the pool. A small state machine: the dispatcher's steps alone change it, snapshots read it from other threads.
/// </summary>
internal sealed class WorkerSlot(int number, int lastGeneration)
{
    private volatile WorkerState _state = WorkerState.Starting;

    public int Number => number;

    public int Generation { get; private set; } = lastGeneration;

    public WorkerId Id => new(number, Generation);

    /// <summary>The session of the current incarnation; null while it has not been opened. Set between two steps.</summary>
    public IWorkerSession? Session { get; set; }

    /// <summary>The jobs that the worker has, running or ahead, in the order in which it was given them.</summary>
    public NumberedRing<Job> Jobs { get; private set; } = new();

    /// <summary>Jobs that its job has submitted and that are not over, by the submission's number; null while there has been
    /// none.</summary>
    public Dictionary<ulong, NestedJob>? Nested { get; set; }

    public WorkerState State => _state;

    /// <summary>Whether this incarnation has reached Ready.</summary>
    public bool WasReady { get; private set; }

    public int Pid { get; private set; }

    /// <summary>How many jobs the worker has.</summary>
    public int Assigned => Jobs.Count;

    /// <summary>How long they are expected to take together, in ticks of 100 ns.</summary>
    public long BookedTicks { get; private set; }

    /// <summary>Jobs this incarnation was given.</summary>
    public long TotalAssigned { get; private set; }

    /// <summary>Jobs this slot has finished, over all incarnations.</summary>
    public long Finished { get; private set; }

    /// <summary>The running job lasts longer than was expected: nothing more until it is done.</summary>
    public bool Overrunning { get; private set; }

    /// <summary>No further jobs: it is to end when it has none, and then the slot's end or its next incarnation follows.</summary>
    public bool Retiring => Surplus || RecycledFor is not null;

    /// <summary>It ends for good, without a successor.</summary>
    public bool Surplus { get; private set; }

    /// <summary>The option whose limit this incarnation has reached, so that it is to be replaced; null while it has reached
    /// none.</summary>
    public string? RecycledFor { get; private set; }

    /// <summary>How many starts in a row have failed here.</summary>
    public int FailedStarts { get; set; }

    /// <summary>What the pool's control was asked about it, and has not answered yet.</summary>
    public ControlEvent? Asked { get; set; }

    /// <summary>The table that it stands in, which is told of each change that the choice of a worker may go by.</summary>
    public WorkerTable? Table { get; set; }

    public bool IsFree => State == WorkerState.Ready && Assigned == 0 && !Retiring;

    /// <summary>Its job waits for jobs of its own.</summary>
    public bool Parked => Nested is { Count: > 0 };

    /// <summary>The next incarnation; its session is opened after the step.</summary>
    public void Start()
    {
        Generation++;
        Session = null;
        Jobs = new NumberedRing<Job>();
        Nested = null;
        (WasReady, Pid, BookedTicks, TotalAssigned) = (false, 0, 0, 0);
        (Overrunning, RecycledFor, Asked) = (false, null, null);
        _state = WorkerState.Starting;
        Table?.Update(this);
    }

    public void OnReady(int pid)
    {
        (WasReady, Pid, FailedStarts) = (true, pid, 0);
        _state = WorkerState.Ready;
        Table?.Update(this);
    }

    /// <summary>It was told to end, or has closed its link, which a process does a moment before the system tells of its end: no job goes
    /// there.</summary>
    public void OnEnding()
    {
        if (_state == WorkerState.Ready)
            _state = WorkerState.Ending;
        Table?.Update(this);
    }

    /// <summary>Whether it is busy and may have room ahead for a job that is quick enough.</summary>
    public bool HasRoom => IsOpen && Assigned is > 0 and < DispatchWindow.Jobs && BookedTicks <= DispatchWindow.PrefetchLimit;

    /// <summary>Whether it is busy with so little that a job that is tiny enough may join it.</summary>
    public bool HasLittle => HasRoom && BookedTicks <= DispatchWindow.PiggybackLimit;

    /// <summary>What the choice of a worker depends on.</summary>
    public SlotTraits Traits
    {
        get
        {
            var traits = Assigned > 0 ? SlotTraits.Busy : IsFree ? SlotTraits.Free : SlotTraits.None;
            if (HasRoom)
                traits |= HasLittle ? SlotTraits.Roomy | SlotTraits.Little : SlotTraits.Roomy;
            if (Parked)
                traits |= SlotTraits.Parked;
            if (State == WorkerState.Ready)
                traits |= SlotTraits.Ready;
            return Surplus ? traits | SlotTraits.Surplus : traits;
        }
    }

    public bool HasRoomFor(in Demand demand) => IsOpen && DispatchWindow.HasRoom(Assigned, BookedTicks, demand);

    /// <summary>Whether this worker is busy, and so little that one more job had better join it than wake another.</summary>
    public bool CanPiggyback(in Demand demand) => IsOpen && DispatchWindow.CanPiggyback(Assigned, BookedTicks, demand);

    private bool IsOpen => State == WorkerState.Ready && !Retiring && !Overrunning;

    /// <summary>It is given a job.</summary>
    public void Assign(Job job)
    {
        Jobs.Add(job);
        TotalAssigned++;
        BookedTicks += job.BookedTicks;
        Table?.Update(this);
    }

    /// <summary>Jobs have left the worker: done, dropped or returned.</summary>
    /// <param name="count">How many.</param>
    /// <param name="finished">How many of them it has finished.</param>
    /// <param name="ticks">What they were booked with together.</param>
    /// <param name="lasts">Whether its running job lasts.</param>
    public void Release(int count, int finished, long ticks, bool lasts)
    {
        Finished += finished;
        TotalAssigned -= count - finished;
        BookedTicks -= ticks;
        if (finished > 0)
            Overrunning = false;
        if (lasts)
            Overrunning = Assigned > 0;
        Table?.Update(this);
    }

    /// <summary>A job was submitted by its job, or such a one is over.</summary>
    public void OnNestedChanged() => Table?.Update(this);

    /// <summary>No new jobs from now on, and the next incarnation afterwards.</summary>
    /// <param name="limit">The option whose limit it has reached.</param>
    public void Recycle(string limit)
    {
        RecycledFor ??= limit;
        Table?.Update(this);
    }

    /// <summary>No new jobs from now on, and the slot is removed.</summary>
    public void GiveUp()
    {
        Surplus = true;
        Table?.Update(this);
    }

    /// <summary>The slot is wanted after all.</summary>
    public void Keep()
    {
        Surplus = false;
        Table?.Update(this);
    }

    /// <summary>Its worker is gone. The jobs are yet to be taken.</summary>
    public void OnEnded()
    {
        Pid = 0;
        Nested = null;
        _state = WorkerState.Down;
        Table?.Update(this);
    }

    /// <summary>Each job of the worker that is gone has its way.</summary>
    public void OnJobsGone()
    {
        BookedTicks = 0;
        Jobs = new NumberedRing<Job>();
        Table?.Update(this);
    }
}
