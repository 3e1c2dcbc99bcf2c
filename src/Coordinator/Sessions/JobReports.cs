using System.Buffers.Binary;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;

namespace Troupe.Sessions;

/// <summary>
/// What a session's worker says of its jobs: each message is held against the jobs that it has, and becomes an <see cref="Outcome"/> of the
/// report of what came together. The session's lock is held.
/// </summary>
internal sealed class JobReports(SessionState state, JobStops stops)
{
    /// <summary>Frames about jobs that the worker does not have are dropped; this many are no accident.</summary>
    private const int MaxUnknownJobFrames = 3;

    /// <summary>A worker runs its jobs in order, but for those that it gives back: one that answers so many behind one that it does not
    /// answer is dishonest.</summary>
    private const int MaxAnswersBehind = 128 * 1024;

    private int _unknownFrames;

    /// <summary>The last assignment whose outcome has come.</summary>
    public long LastFinished { get; private set; }

    /// <summary>How many jobs have left the worker with the frames at hand.</summary>
    public int Completed { get; set; }

    public void OnResult(ulong id, ReadOnlySpan<byte> message, ReadOnlyMemory<byte> kept, WorkerReport report)
    {
        if (!TryFinish(id, message, out var number, out var job, out var ticks))
            return;
        var kind = stops.IsOverdue(job) ? OutcomeKind.TimedOut : OutcomeKind.Succeeded;
        report.Add(new Outcome(kind, id, number, kept[sizeof(uint)..]) { Ticks = ticks, ArgumentsWritten = IsAllWritten });
        stops.OnOutcome(kind, job);
    }

    public void OnFault(ulong id, ReadOnlySpan<byte> message, WorkerReport report)
    {
        // Read before the job is taken out: when it cannot be read, the job is still there to be judged with its worker.
        var fault = ReadFault(message.Length < sizeof(uint) ? [] : message[sizeof(uint)..]);
        if (!TryFinish(id, message, out var number, out var job, out var ticks))
            return;
        var isOverdue = stops.IsOverdue(job);
        var kind = job.Count > 0 && (isOverdue || IsByLimit(job, fault)) ? OutcomeKind.Stopped
            : isOverdue ? OutcomeKind.TimedOut
            : fault.Kind == FaultKind.Cancelled ? OutcomeKind.Cancelled
            : OutcomeKind.Failed;
        report.Add(new Outcome(kind, id, number, default) { Ticks = ticks, Detail = fault, ArgumentsWritten = IsAllWritten });
        stops.OnOutcome(kind, job);
    }

    public void OnItems(ulong id, ReadOnlySpan<byte> message, ReadOnlyMemory<byte> kept, WorkerReport report)
    {
        if (message.Length < 2 * sizeof(int))
            throw new ProtocolViolationException("a frame of items is cut");
        if (Find(id) is not (> 0 and var number))
            return;
        var first = BinaryPrimitives.ReadInt32LittleEndian(message);
        var count = BinaryPrimitives.ReadInt32LittleEndian(message[sizeof(int)..]);
        Advance(number, first, count);
        report.Add(new Outcome(OutcomeKind.Items, id, number, kept[(2 * sizeof(int))..]) { First = first, Count = count });
    }

    public void OnItemFault(ulong id, ReadOnlySpan<byte> message, WorkerReport report)
    {
        if (message.Length < sizeof(int))
            throw new ProtocolViolationException("the failure of an item is cut");
        if (Find(id) is not (> 0 and var number))
            return;
        var index = BinaryPrimitives.ReadInt32LittleEndian(message);
        var fault = ReadFault(message[sizeof(int)..]);
        Advance(number, index, 1);
        var kind = IsByLimit(state.Jobs[number], fault) ? OutcomeKind.ItemTimedOut : OutcomeKind.ItemFailed;
        report.Add(new Outcome(kind, id, number, default) { First = index, Count = 1, Detail = fault });
    }

    public void OnProgress(ulong id, ReadOnlyMemory<byte> kept, WorkerReport report)
    {
        if (Find(id) is > 0 and var number)
            report.Add(new Outcome(OutcomeKind.Progress, id, number, kept));
    }

    /// <summary>The running job runs long. Id 0 says only that; else the job had not started and is returned.</summary>
    public void OnReturned(ulong id, WorkerReport report)
    {
        state.Assignments.Overrunning = true;
        report.Add(new Outcome(OutcomeKind.Lasts, 0, 0, default));
        if (id != 0 && state.Record is { } page && (page.RunningJob == id || page.LastJob == id))
            throw new ProtocolViolationException("it gives back a job that has begun");
        if (id != 0 && Find(id) is > 0 and var number)
            Drop(report, OutcomeKind.Returned, id, number);
    }

    public void OnDropped(ulong id, WorkerReport report)
    {
        if (Find(id) is > 0 and var number)
            Drop(report, OutcomeKind.Dropped, id, number);
    }

    /// <summary>Reads an error that a worker has told.</summary>
    /// <exception cref="ProtocolViolationException">It cannot be read.</exception>
    public static JobFault ReadFault(ReadOnlySpan<byte> fault)
    {
        try
        {
            return JobFault.Read(fault);
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"an error cannot be read: {error.Message}", error);
        }
    }

    private bool IsAllWritten => state.Link is null or { Pending: 0 };

    private void Advance(long number, int first, int count)
    {
        ref var job = ref state.Jobs[number];
        if (!ItemOrder.Follows(job.Next, job.Count, first, count))
            throw new ProtocolViolationException(ItemOrder.Broken(job.Id, job.Next, job.Count, first, count));
        job.Next = first + count;
    }

    private void Drop(WorkerReport report, OutcomeKind kind, ulong id, long number)
    {
        state.Jobs.Remove(number);
        Completed++;
        report.Add(new Outcome(kind, id, number, default));
    }

    /// <summary>It ended by its token, and its caller had not cancelled it.</summary>
    private static bool IsByLimit(in SessionJob job, in JobFault fault) =>
        fault.Kind == FaultKind.Cancelled && !job.CancelRequested && job.Timeout is not null;

    private bool TryFinish(ulong id, ReadOnlySpan<byte> message, out long number, out SessionJob job, out uint ticks)
    {
        if (message.Length < sizeof(uint))
            throw new ProtocolViolationException("an outcome is cut");
        (number, job, ticks) = (Find(id), default, BinaryPrimitives.ReadUInt32LittleEndian(message));
        if (number == 0)
            return false;
        var jobs = state.Jobs;
        if (number - jobs.First > MaxAnswersBehind)
        {
            throw new ProtocolViolationException(
                $"it has answered {MaxAnswersBehind} jobs that it was given after job {jobs[jobs.First].Id}, and not that one");
        }
        job = jobs[number];
        jobs.Remove(number);
        Completed++;
        LastFinished = Math.Max(LastFinished, number);
        state.Assignments.Overrunning = false;
        return true;
    }

    /// <summary>The assignment of a job that the worker speaks of; 0 when it does not have it.</summary>
    private long Find(ulong id)
    {
        if (state.NumberOf(id) is > 0 and var number)
            return number;
        state.HasLostOutput = true; // Such a frame shifts what follows it against what the shared page says of the link.
        if (++_unknownFrames >= MaxUnknownJobFrames)
            throw new ProtocolViolationException($"it keeps speaking of jobs it does not have, last of job {id}");
        return 0;
    }
}
