using System.Buffers;
using Troupe.Messages.Frames;
using Troupe.Platform.Timing;

namespace Troupe.Sessions;

/// <summary>What a worker told with frames that came together. Its receiver disposes of it after the last use of its bytes; then it is
/// used again.</summary>
internal sealed class WorkerReport(WorkerId worker, Action<WorkerReport>? ended = null) : SessionEvent(worker), IDisposable
{
    private const int Told = 0;
    private const int Left = 1;
    private const int Attended = 2;

    private readonly ReusableList<Outcome> _outcomes = new();
    private readonly List<byte[]> _rented = [];
    private FrameBatch? _batch;
    private int _users = 1;
    private int _state;

    /// <summary>In the order in which it was told.</summary>
    public ReadOnlySpan<Outcome> Outcomes => _outcomes.All;

    public void Add(in Outcome outcome) => _outcomes.Add(outcome);

    /// <summary>Takes over the frames that outcomes refer to.</summary>
    public void Own(FrameBatch batch) => _batch = batch;

    /// <summary>Takes over a rented array that an outcome refers to.</summary>
    public void Own(byte[] rented) => _rented.Add(rented);

    /// <summary>Another one looks at its bytes, and disposes of it, too.</summary>
    public void Share() => Interlocked.Increment(ref _users);

    /// <summary>Whether the thread that tells of it comes back for what is left to it.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>What is left to that thread; used again with the report.</summary>
    public DeferredWork? Work { get; set; }

    /// <summary>The thread that tells of it comes back, by <see cref="Attend"/>. Said before it is told.</summary>
    public void Await()
    {
        IsAwaited = true;
        Share();
    }

    /// <summary>Leaves <see cref="Work"/> to the thread that has told of it.</summary>
    /// <returns>False when that was here already.</returns>
    public bool TryLeave() => Interlocked.CompareExchange(ref _state, Left, Told) == Told;

    /// <summary>Does what was left to this thread, the one that has told of it.</summary>
    public void Attend()
    {
        if (Interlocked.Exchange(ref _state, Attended) == Left)
            Work!.Run();
        Dispose();
    }

    /// <summary>Moves what it says into a report with bytes of its own: for the frames are still being read.</summary>
    public WorkerReport Split()
    {
        var split = new WorkerReport(Worker);
        foreach (var outcome in Outcomes)
            split.Add(outcome with { Bytes = outcome.Bytes.ToArray() });
        _outcomes.Clear();
        return split;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        (_users, _state, IsAwaited) = (1, Told, false);
        _outcomes.Clear();
        _batch?.Dispose();
        _batch = null;
        foreach (var array in _rented)
            ArrayPool<byte>.Shared.Return(array);
        _rented.Clear();
        ended?.Invoke(this);
    }
}
