using Troupe.Actors;

namespace Troupe.Coordination;

/// <summary>
/// One place in the pool, as the coordinator sees it. A small state machine; the coordinator's turn is the only one that
/// changes it, snapshots read it from other threads.
/// </summary>
internal sealed class WorkerSlot(int number, int lastGeneration)
{
    private volatile WorkerState _state = WorkerState.Starting;

    public int Number => number;

    public int Generation { get; private set; } = lastGeneration;

    public WorkerId Id => new(number, Generation);

    /// <summary>The proxy of the current incarnation; null while none has been started.</summary>
    public ActorRef? Proxy { get; private set; }

    public WorkerState State => _state;

    /// <summary>Whether this incarnation has reached Ready.</summary>
    public bool WasReady { get; private set; }

    public int Pid { get; private set; }

    /// <summary>Jobs the worker has, running or ahead.</summary>
    public int Leased { get; private set; }

    /// <summary>How long they are expected to take together, in ticks of 100 ns.</summary>
    public long BookedTicks { get; private set; }

    /// <summary>Jobs this incarnation was given.</summary>
    public long Given { get; private set; }

    /// <summary>Leases that were sent to this incarnation, whatever became of them.</summary>
    public int Sent { get; private set; }

    /// <summary>Jobs this place has finished, over all incarnations.</summary>
    public long Finished { get; private set; }

    /// <summary>Submissions of its running job that have not ended: while there are any, it counts as parked.</summary>
    public int NestedOpen { get; private set; }

    /// <summary>The running job lasts longer than was expected: nothing more until it is done.</summary>
    public bool Overrunning { get; private set; }

    /// <summary>No further jobs: it is to end when it has none, and either its place or the next incarnation follows.</summary>
    public bool Retiring => Surplus || Recycling;

    /// <summary>It ends for good, without a successor.</summary>
    public bool Surplus { get; private set; }

    /// <summary>This incarnation has done its share and is to be replaced.</summary>
    public bool Recycling { get; private set; }

    /// <summary>Told of each change that the choice of a worker may go by.</summary>
    public Action<WorkerSlot>? Changed { get; set; }

    public Func<(long Memory, long Peak)> Memory { get; set; } = () => default;

    public bool IsFree => State == WorkerState.Ready && Leased == 0 && !Retiring;

    public bool Parked => NestedOpen > 0;

    public void Start(ActorRef proxy, int generation)
    {
        (Proxy, Generation) = (proxy, generation);
        (WasReady, Pid, Leased, BookedTicks, Given, Sent, NestedOpen) = (false, 0, 0, 0, 0, 0, 0);
        (Overrunning, Recycling) = (false, false);
        _state = WorkerState.Starting;
        Changed?.Invoke(this);
    }

    public void OnReady(int pid)
    {
        (WasReady, Pid) = (true, pid);
        _state = WorkerState.Ready;
        Changed?.Invoke(this);
    }

    /// <summary>It was told to end, or has closed its link, which a process does a moment before the system tells of its end: no job goes there.</summary>
    public void OnEnding()
    {
        if (_state == WorkerState.Ready)
            _state = WorkerState.Ending;
        Changed?.Invoke(this);
    }

    /// <summary>Whether it is busy and may have room ahead for a job that is quick enough.</summary>
    public bool HasRoom => IsOpen && Leased is > 0 and < DispatchWindow.Jobs && BookedTicks <= DispatchWindow.Ahead;

    /// <summary>Whether it is busy with so little that a job that is tiny enough may join it.</summary>
    public bool HasLittle => HasRoom && BookedTicks <= DispatchWindow.Along;

    /// <summary>What the choice of a worker goes by, at a glance.</summary>
    public SlotTraits Traits
    {
        get
        {
            var traits = Leased > 0 ? SlotTraits.Busy : IsFree ? SlotTraits.Free : SlotTraits.None;
            if (HasRoom)
                traits |= HasLittle ? SlotTraits.Roomy | SlotTraits.Little : SlotTraits.Roomy;
            if (Parked)
                traits |= SlotTraits.Parked;
            return Surplus ? traits | SlotTraits.Surplus : traits;
        }
    }

    public bool HasRoomFor(in Demand demand) => IsOpen && DispatchWindow.HasRoom(Leased, BookedTicks, demand);

    /// <summary>Whether this worker is busy, and so little that one more job had better join it than wake another.</summary>
    public bool TakesAlong(in Demand demand) => IsOpen && DispatchWindow.TakesAlong(Leased, BookedTicks, demand);

    private bool IsOpen => State == WorkerState.Ready && !Retiring && !Overrunning;

    public void Lease(long ticks)
    {
        Leased++;
        Given++;
        Sent++;
        BookedTicks += ticks;
        Changed?.Invoke(this);
    }

    /// <summary>Jobs left the worker: done, dropped or given back.</summary>
    public void Release(int count, int finished, long ticks)
    {
        Leased -= count;
        Finished += finished;
        Given -= count - finished;
        BookedTicks -= ticks;
        if (finished > 0)
            Overrunning = false;
        Changed?.Invoke(this);
    }

    public void OnOverrun()
    {
        Overrunning = Leased > 0;
        Changed?.Invoke(this);
    }

    public void NestedChanged(int change)
    {
        NestedOpen += change;
        Changed?.Invoke(this);
    }

    /// <summary>No new jobs from now on, and the next incarnation afterwards.</summary>
    public void Recycle()
    {
        Recycling = true;
        Changed?.Invoke(this);
    }

    /// <summary>No new jobs from now on, and the place is given up.</summary>
    public void GiveUp()
    {
        Surplus = true;
        Changed?.Invoke(this);
    }

    /// <summary>The place is wanted after all.</summary>
    public void Keep()
    {
        Surplus = false;
        Changed?.Invoke(this);
    }

    public void OnEnded()
    {
        (Leased, BookedTicks, NestedOpen, Pid) = (0, 0, 0, 0);
        _state = WorkerState.Down;
        Changed?.Invoke(this);
    }
}
