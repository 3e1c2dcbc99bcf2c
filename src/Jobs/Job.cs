using System.Buffers;
using System.Runtime.InteropServices;
using Troupe.Jobs.Nested;
using Troupe.Messages.Jobs;
using Troupe.Platform.Timing;

namespace Troupe.Jobs;

/// <summary>
/// One submission from its acceptance to its one outcome. Only its owner changes it and gives it its outcome: the dispatcher
/// of a pool, and inside a job the <see cref="NestedBackend"/>. Its caller only reads its state.
/// </summary>
internal abstract class Job(PoolFunction function, ReadOnlyMemory<byte> arguments, JobOptions options)
{
    private int _settled;
    private volatile JobState _state;
    private RareState? _rare;

    /// <summary>Unique in its pool; given at acceptance, in order.</summary>
    public ulong Id { get; set; }

    public PoolFunction Function => function;

    public ReadOnlyMemory<byte> Arguments { get; private set; } = arguments;

    /// <summary>
    /// Releases the memory of the arguments. Only for a job that has its outcome, and when nothing that was to be written
    /// to its worker is still unwritten.
    /// </summary>
    public void ReleaseArguments()
    {
        var held = Arguments;
        Arguments = default;
        if (RentedArguments && MemoryMarshal.TryGetArray(held, out var rented))
            ArrayPool<byte>.Shared.Return(rented.Array!);
        RentedArguments = false;
    }

    /// <summary>Whether the arguments lie in an array of the shared pool that is this job's own.</summary>
    public bool RentedArguments { get; set; }

    /// <summary>Whether the caller's state stands behind the arguments. Set before it is submitted.</summary>
    public bool TakesCaller { get; init; }

    public JobOptions Options => options;

    /// <summary>Which attempt runs or waits to run, from 1.</summary>
    public ushort Attempt { get; set; } = 1;

    /// <summary>How its earlier workers ended; null while none has.</summary>
    public List<Exception>? Deaths
    {
        get => _rare?.Deaths;
        set => (_rare ??= new RareState()).Deaths = value;
    }

    /// <summary>Its time in the queue ran out while a worker had it: it does not wait again, should it come back without having
    /// run.</summary>
    public bool QueueTimeOver { get; set; }

    /// <summary>Whether a worker has begun it: what it waits for from then on is not its first turn, and the time in the queue no longer
    /// counts.</summary>
    public bool HasRun
    {
        get => field || Attempt > 1;
        set;
    }

    /// <summary>Set when the caller has asked for the end.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>Where what is decided of it waits for what another thread does for it; usually null.</summary>
    public DeferredWork? Deferred
    {
        get => _rare?.Deferred;
        set
        {
            if (value is not null || _rare is not null)
                (_rare ??= new RareState()).Deferred = value;
        }
    }

    /// <summary>Whether its outcome is decided; <see cref="Settled"/> follows soon.</summary>
    public bool Over { get; set; }

    /// <summary>The estimate that its worker's time was booked with, in ticks of 100 ns.</summary>
    public long BookedTicks { get; set; }

    /// <summary>The slot of the worker that has it; negative while none has.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The one slot whose workers may have it; negative, the usual case, when any may. Set before it is submitted.</summary>
    public int OnlySlot
    {
        get => _rare?.OnlySlot ?? -1;
        set => (_rare ??= new RareState()).OnlySlot = value;
    }

    public JobState State
    {
        get => _state;
        set => _state = value;
    }

    public bool Settled => Volatile.Read(ref _settled) != 0;

    public string Name => Options.Name ?? Function.DisplayName;

    /// <summary>How the worker is to run it.</summary>
    public virtual RunFlags Flags =>
        (Options.Timeout is null ? RunFlags.None : RunFlags.Timed) | (TakesCaller ? RunFlags.Caller : RunFlags.None);

    /// <summary>For a chunk: how many items at its start are settled. 0 for a call.</summary>
    public virtual int Skip => 0;

    /// <summary>For a chunk: how many items it has. 0 for a call.</summary>
    public virtual int Count => 0;

    /// <summary>For a chunk: where its first item stands in the whole input.</summary>
    public virtual long FirstItem => 0;

    /// <summary>For a chunk: whether an item that its worker died of is tried again by the chunk's owner.</summary>
    public virtual bool RetriesItems => false;

    /// <summary>For a chunk: which attempt of the item at <see cref="Skip"/> comes next or runs, from 1.</summary>
    public int ItemAttempt
    {
        get => _rare?.ItemAttempt ?? 1;
        set
        {
            if (value != ItemAttempt)
                (_rare ??= new RareState()).ItemAttempt = value;
        }
    }

    /// <summary>For a chunk: its items before this one are settled.</summary>
    public virtual void Advance(int skip) => throw new InvalidOperationException($"Job {Id} has no items.");

    /// <summary>Takes the outcome.</summary>
    /// <param name="state">The final state.</param>
    /// <param name="fault">Why it failed, if it did.</param>
    /// <returns>True for the first one only.</returns>
    protected bool TrySettle(JobState state, in JobFault fault = default)
    {
        if (Interlocked.CompareExchange(ref _settled, 1, 0) != 0)
            return false;
        _state = state;
        QueuePermit?.Leave(this);
        _rare?.End(state, fault, Skip);
        return true;
    }

    /// <summary>
    /// What ends its wait, or its making, in time. It goes with the outcome, on whichever thread: a timer that has a long time yet would
    /// keep a job, and its result, that nothing else references any longer.
    /// </summary>
    public ITimer? Limit
    {
        get => _rare?.Limit;
        set => (_rare ??= new RareState()).Limit = value;
    }

    /// <summary>
    /// For a chunk: the item that was to begin next when a worker was lost before it had begun any; null when none was.
    /// </summary>
    public int? LostBefore
    {
        get => _rare?.LostBefore;
        set => (_rare ??= new RareState()).LostBefore = value;
    }

    /// <summary>The parts of shared objects that its arguments refer to; null when there are none. Set before it is submitted.</summary>
    public TransferredHandles? TransferredHandles
    {
        get => _rare?.TransferredHandles;
        set
        {
            if (value is not null)
                (_rare ??= new RareState()).TransferredHandles = value;
        }
    }

    /// <summary>The bounded queue whose permit it holds, if any.</summary>
    public Admission? QueuePermit { get; set; }

    /// <summary>The worker has finished it.</summary>
    /// <param name="result">The encoded result; valid during the call.</param>
    public abstract void Succeed(ReadOnlySpan<byte> result);

    /// <summary>It ends without a result.</summary>
    public abstract void Fail(in JobFault fault);

    /// <summary>It ends because its caller wanted it to.</summary>
    public abstract void Cancel();

    /// <summary>Results of neighbouring items of a chunk.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="results">Their encoding; valid during the call.</param>
    public virtual void OnItems(int first, int count, ReadOnlySpan<byte> results) =>
        throw new InvalidOperationException($"Job {Id} has no items.");

    /// <summary>One item of a chunk failed.</summary>
    public virtual void OnItemFault(int index, in JobFault fault) => throw new InvalidOperationException($"Job {Id} has no items.");

    /// <summary>The worker of this chunk was lost, and with it neighbouring items that are not tried again.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The one behind the last.</param>
    /// <param name="fault">How it was lost.</param>
    public virtual void OnItemsLost(int first, int end, in JobFault fault) =>
        throw new InvalidOperationException($"Job {Id} has no items.");

    /// <summary>What the job reports while it runs.</summary>
    public virtual void OnProgress(ReadOnlySpan<byte> report) => Options.Progress?.Deliver(report);

    /// <summary>What few jobs have: of those that wait there may be millions.</summary>
    private sealed class RareState
    {
        public List<Exception>? Deaths { get; set; }

        public int OnlySlot { get; set; } = -1;

        public int? LostBefore { get; set; }

        public int ItemAttempt { get; set; } = 1;

        public DeferredWork? Deferred { get; set; }

        public ITimer? Limit { get; set; }

        public TransferredHandles? TransferredHandles { get; set; }

        public void End(JobState state, in JobFault fault, int next)
        {
            Limit?.Dispose();
            Limit = null;
            TransferredHandles?.End(state == JobState.Succeeded, fault.Loss, next);
            TransferredHandles = null;
        }
    }
}
