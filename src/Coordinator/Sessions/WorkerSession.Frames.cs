using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using Troupe.Jobs;
using Troupe.Links;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;

namespace Troupe.Sessions;

/// <summary>What the worker says: frames that come together become one report.</summary>
internal sealed partial class WorkerSession
{
    /// <summary>Frames about jobs that the worker does not have are dropped; this many are no accident.</summary>
    private const int MaxUnknownJobFrames = 3;

    /// <summary>A worker runs its jobs in order, but for those that it gives back: one that answers so many behind one that it does not
    /// answer is dishonest.</summary>
    private const int MostBehind = 128 * 1024;

    /// <summary>Reports wait for a dispatcher that is held up. What was needed then is not kept for ever.</summary>
    private const int MostSpareReports = 16;

    private readonly PartAssembly _parts;
    private long _lastFinished;
    private int _unknownFrames;

    /// <summary>How many jobs have left the worker with the frames at hand.</summary>
    private int _left;

    private bool _outputLost;
    private readonly ConcurrentQueue<WorkerReport> _spareReports = new();

    /// <summary>What is being taken from the worker and is not told yet.</summary>
    private WorkerReport? _begun;

    /// <summary>What has come is being worked on: that nothing more comes is not the worker's fault then.</summary>
    private volatile bool _readerBusy;

    /// <summary>The reader's thread: hands over what comes in and reports the end, after everything before it.</summary>
    private void Read(Link link)
    {
        OnLink(link);
        if (_link != link)
            link.Close("the session has ended");
        string? violation = null;
        try
        {
            while (link.Receive() is { } batch)
                OnFrames(batch);
        }
        catch (ProtocolViolationException error)
        {
            violation = error.Message;
        }
        OnLinkEnd(violation ?? link.CloseReason ?? "it ended", violation is not null);
    }

    /// <summary>The worker has joined.</summary>
    internal void OnLink(Link link) => RunSerialized(() => OnLinkUp(link));

    /// <summary>Nothing more comes from the worker.</summary>
    internal void OnLinkEnd(string reason, bool violated) => RunSerialized(() => OnLinkDown(reason, violated));

    /// <summary>What came in together.</summary>
    /// <param name="batch">The frames; given back when all is done with them.</param>
    internal void OnFrames(FrameBatch batch)
    {
        bool writes;
        WorkerReport? told;
        _readerBusy = true;
        lock (_gate)
        {
            _assignments.MoveTo(_jobs);
            _left = 0;
            told = Take(batch, afterEnd: false);
            writes = _assignments.OnCompleted(_left);
        }
        if (writes)
            _link?.Flush();
        Leave();
        told?.Attend();
        _readerBusy = false;
    }

    /// <summary>Takes what came together. The lock is held, and let go of meanwhile for what the worker says to shared objects and to the
    /// log.</summary>
    /// <returns>What was told of it; null for nothing.</returns>
    private WorkerReport? Take(FrameBatch batch, bool afterEnd)
    {
        if (!_spareReports.TryDequeue(out var report))
            report = new WorkerReport(_id, KeepSpare);
        _begun = report;
        report.Own(batch);
        try
        {
            while (_life.IsOver == afterEnd && batch.TryNext(out var header, out var payload))
            {
                if (_parts.TryComplete(header, payload, out var message))
                    OnMessage(header, message, batch, report);
            }
        }
        catch (ProtocolViolationException error) when (!afterEnd)
        {
            OnViolation(error.Message);
        }
        catch (Exception error) when (!afterEnd)
        {
            Fail(error);
        }
        finally
        {
            if (_begun == report)
                _begun = null;
            _shared?.WriteAnswers();
            // Also when a later frame broke the protocol: what was taken from the worker is nowhere else by now.
            report = TellIfAny(report, awaited: !afterEnd);
        }
        return report;
    }

    private void KeepSpare(WorkerReport report)
    {
        if (_spareReports.Count < MostSpareReports)
            _spareReports.Enqueue(report);
    }

    private WorkerReport? TellIfAny(WorkerReport report, bool awaited)
    {
        if (report.Outcomes.Length == 0)
        {
            report.Dispose();
            return null;
        }
        if (awaited)
            report.Await();
        Tell(report);
        return report;
    }

    private void OnMessage(in FrameHeader header, ReadOnlySpan<byte> message, FrameBatch batch, WorkerReport report)
    {
        switch (header.Kind)
        {
            case FrameKind.Result: OnResult(header.Id, message, Keep(report, batch, message.Length), report); break;
            case FrameKind.Fault: OnFault(header.Id, message, report); break;
            case FrameKind.Items: OnItems(header.Id, message, Keep(report, batch, message.Length), report); break;
            case FrameKind.ItemFault: OnItemFault(header.Id, message, report); break;
            case FrameKind.Returned: OnReturned(header.Id, report); break;
            case FrameKind.Dropped: OnDropped(header.Id, report); break;
            case FrameKind.Progress: OnProgress(header.Id, Keep(report, batch, message.Length), report); break;
            case FrameKind.Submit: OnSubmit(header.Id, message, report); break;
            case FrameKind.CancelSubmission: OnCancelSubmission(header.Id, report); break;
            case FrameKind.Ready: OnReady(); break;
            case FrameKind.StartFailed: OnStartFailed(message); break;
            case FrameKind.Log or FrameKind.SharedRequest: OnOtherFrame(header, message); break;
            case >= FrameKind.ActorMessage and <= FrameKind.ActorStop: OnOtherFrame(header, message); break;
            default: throw new ProtocolViolationException($"a worker does not send {header.Kind}");
        }
    }

    /// <summary>The message of the last frame, for as long as the report is used.</summary>
    private ReadOnlyMemory<byte> Keep(WorkerReport report, FrameBatch batch, int length)
    {
        if (_parts.Detach() is not { } rented)
            return batch.Payload;
        report.Own(rented);
        return rented.AsMemory(0, length);
    }

    /// <summary>
    /// What others than jobs are told runs without the lock: it may take longer, and those who assign jobs do not wait for it. The session
    /// may end meanwhile, but not the message: either it lies in the batch, which the reader gives back, or nobody else has its buffer.
    /// </summary>
    private void OnOtherFrame(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        var rented = _parts.Detach();
        _gate.Exit();
        try
        {
            switch (header.Kind)
            {
                case FrameKind.Log: OnLog(header.Id, message); break;
                case FrameKind.SharedRequest: OnSharedRequest(header.Id, message); break;
                default: OnActors(header, message); break;
            }
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            _gate.Enter();
        }
    }

    private void OnResult(ulong id, ReadOnlySpan<byte> message, ReadOnlyMemory<byte> kept, WorkerReport report)
    {
        if (!TryFinish(id, message, out var number, out var job, out var ticks))
            return;
        var kind = IsOverdue(job) ? OutcomeKind.TimedOut : OutcomeKind.Succeeded;
        report.Add(new Outcome(kind, id, number, kept[sizeof(uint)..]) { Ticks = ticks, ArgumentsWritten = IsAllWritten });
        End(kind, job);
    }

    private void OnFault(ulong id, ReadOnlySpan<byte> message, WorkerReport report)
    {
        // Read before the job is taken out: when it cannot be read, the job is still there to be judged with its worker.
        var fault = ReadFault(message.Length < sizeof(uint) ? [] : message[sizeof(uint)..]);
        if (!TryFinish(id, message, out var number, out var job, out var ticks))
            return;
        var kind = job.Count > 0 && (IsOverdue(job) || IsByLimit(job, fault)) ? OutcomeKind.Stopped
            : IsOverdue(job) ? OutcomeKind.TimedOut
            : fault.Kind == FaultKind.Cancelled ? OutcomeKind.Cancelled
            : OutcomeKind.Failed;
        report.Add(new Outcome(kind, id, number, default) { Ticks = ticks, Detail = fault, ArgumentsWritten = IsAllWritten });
        End(kind, job);
    }

    private bool IsAllWritten => _link is null or { Pending: 0 };

    private void End(OutcomeKind kind, in SessionJob job)
    {
        if (_stopping is { } stopping && stopping.Job == job.Id && (kind == OutcomeKind.Stopped || job.Count == 0))
            _stopping = null;
    }

    private void OnItems(ulong id, ReadOnlySpan<byte> message, ReadOnlyMemory<byte> kept, WorkerReport report)
    {
        if (message.Length < 2 * sizeof(int))
            throw new ProtocolViolationException("a frame of items is cut");
        if (Find(id) is not (> 0 and var number))
            return;
        var (first, count) = (BinaryPrimitives.ReadInt32LittleEndian(message), BinaryPrimitives.ReadInt32LittleEndian(
            message[sizeof(int)..]));
        Advance(number, first, count);
        report.Add(new Outcome(OutcomeKind.Items, id, number, kept[(2 * sizeof(int))..]) { First = first, Count = count });
    }

    private void OnItemFault(ulong id, ReadOnlySpan<byte> message, WorkerReport report)
    {
        if (message.Length < sizeof(int))
            throw new ProtocolViolationException("the failure of an item is cut");
        if (Find(id) is not (> 0 and var number))
            return;
        var index = BinaryPrimitives.ReadInt32LittleEndian(message);
        var fault = ReadFault(message[sizeof(int)..]);
        Advance(number, index, 1);
        var kind = IsByLimit(_jobs[number], fault) ? OutcomeKind.ItemTimedOut : OutcomeKind.ItemFailed;
        report.Add(new Outcome(kind, id, number, default) { First = index, Count = 1, Detail = fault });
    }

    private void Advance(long number, int first, int count)
    {
        ref var job = ref _jobs[number];
        if (!ItemOrder.Follows(job.Next, job.Count, first, count))
            throw new ProtocolViolationException(ItemOrder.Broken(job.Id, job.Next, job.Count, first, count));
        job.Next = first + count;
    }

    private void OnProgress(ulong id, ReadOnlyMemory<byte> kept, WorkerReport report)
    {
        if (Find(id) is > 0 and var number)
            report.Add(new Outcome(OutcomeKind.Progress, id, number, kept));
    }

    /// <summary>The running job lasts. Id 0 says only that; else the job had not started and is given back.</summary>
    private void OnReturned(ulong id, WorkerReport report)
    {
        _assignments.Overrunning = true;
        report.Add(new Outcome(OutcomeKind.Lasts, 0, 0, default));
        if (id != 0 && _record is { } page && (page.RunningJob == id || page.LastJob == id))
            throw new ProtocolViolationException("it gives back a job that has begun");
        if (id != 0 && Find(id) is > 0 and var number)
            Drop(report, OutcomeKind.Returned, id, number);
    }

    private void OnDropped(ulong id, WorkerReport report)
    {
        if (Find(id) is > 0 and var number)
            Drop(report, OutcomeKind.Dropped, id, number);
    }

    private void Drop(WorkerReport report, OutcomeKind kind, ulong id, long number)
    {
        _jobs.Remove(number);
        _left++;
        report.Add(new Outcome(kind, id, number, default));
    }

    /// <summary>It ended by its token, and it was not its caller who had that fired.</summary>
    private static bool IsByLimit(in SessionJob job, in JobFault fault) =>
        fault.Kind == FaultKind.Cancelled && !job.CancelRequested && job.Timeout is not null;

    private static JobFault ReadFault(ReadOnlySpan<byte> fault)
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

    private bool TryFinish(ulong id, ReadOnlySpan<byte> message, out long number, out SessionJob job, out uint ticks)
    {
        if (message.Length < sizeof(uint))
            throw new ProtocolViolationException("an outcome is cut");
        (number, job, ticks) = (Find(id), default, BinaryPrimitives.ReadUInt32LittleEndian(message));
        if (number == 0)
            return false;
        if (number - _jobs.First > MostBehind)
        {
            throw new ProtocolViolationException(
                $"it has answered {MostBehind} jobs that it was given after job {_jobs[_jobs.First].Id}, and not that one");
        }

        job = _jobs[number];
        _jobs.Remove(number);
        _left++;
        _lastFinished = Math.Max(_lastFinished, number);
        _assignments.Overrunning = false;
        return true;
    }

    /// <summary>The turn of a job that the worker speaks of; 0 when it does not have it.</summary>
    private long Find(ulong id)
    {
        if (NumberOf(id) is > 0 and var number)
            return number;
        _outputLost = true; // Such a frame shifts what follows it against what the shared page says of the link.
        if (++_unknownFrames >= MaxUnknownJobFrames)
            throw new ProtocolViolationException($"it keeps speaking of jobs it does not have, last of job {id}");
        return 0;
    }
}
