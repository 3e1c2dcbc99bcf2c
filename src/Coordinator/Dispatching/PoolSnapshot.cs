namespace Troupe;

/// <summary>A pool at one moment. By the time it is read the pool has gone on.</summary>
/// <param name="Workers">Its slots: the pool's number, spares and stand-ins, which are not marked as such.</param>
/// <param name="Waiting">Accepted jobs that wait for a worker.</param>
/// <param name="Running">Jobs that workers have.</param>
public sealed record PoolSnapshot(IReadOnlyList<WorkerSnapshot> Workers, long Waiting, long Running)
{
    /// <summary>All that it knows, as text for logs.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
        $"PoolSnapshot {{ Waiting = {Waiting}, Running = {Running}, Workers = [{string.Join(", ", Workers)}] }}";
}

/// <summary>One slot of a pool at one moment.</summary>
/// <param name="Slot">Its number, from 0.</param>
/// <param name="Generation">Which process it is in this slot, from 1.</param>
/// <param name="Pid">The process id; 0 until the process is ready, and after its end.</param>
/// <param name="State">What the slot is doing.</param>
/// <param name="Jobs">Jobs it has now, running or next.</param>
/// <param name="Finished">Jobs it has finished, over all its processes.</param>
/// <param name="Parked">Whether its job waits for jobs that it has submitted itself.</param>
/// <param name="Memory">The memory its process holds, in bytes, as of the last check; 0 when unknown.</param>
/// <param name="PeakMemory">The most memory its process has held, in bytes; 0 when unknown.</param>
public sealed record WorkerSnapshot(
    int Slot,
    int Generation,
    int Pid,
    WorkerState State,
    int Jobs,
    long Finished,
    bool Parked,
    long Memory,
    long PeakMemory)
{
    /// <summary>Whether it runs a job.</summary>
    public bool Busy => Jobs > 0;
}
