using System.Buffers.Binary;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;

namespace Troupe.Coordination;

/// <summary>What the worker tells of its jobs.</summary>
internal sealed partial class WorkerProxyActor
{
    private void OnResult(ulong jobId, ReadOnlySpan<byte> message)
    {
        if (TakeFinished(jobId, message) is not { } job)
            return;
        if (IsOverdue(job))
            job.Fail(JobFault.Of(TimeoutOf(job, killed: false)));
        else
            job.Succeed(message[sizeof(uint)..]);
        if (job.RentedArguments && _link?.Pending == 0)
            job.ReleaseArguments();
    }

    private void OnFault(ulong jobId, ReadOnlySpan<byte> message)
    {
        // Read before the job is taken out: when it cannot be read, the job is still there to be judged with its worker.
        var fault = ReadFault(message.Length < sizeof(uint) ? [] : message[sizeof(uint)..]);
        if (TakeFinished(jobId, message) is not { } job)
            return;
        if (job.Count > 0 && (IsOverdue(job) || IsByLimit(job, fault)))
            GiveBackRest(job);
        else if (IsOverdue(job))
            job.Fail(JobFault.Of(TimeoutOf(job, killed: false)));
        else if (fault.Kind == FaultKind.Cancelled)
            job.Cancel();
        else if (job.Options.Policy.Attempts > 1 && !job.Settled)
            Coordinator.Tell(new JobFailedAttempt(id, job, fault));
        else
            job.Fail(fault);
    }

    private void OnItems(ulong jobId, ReadOnlySpan<byte> message)
    {
        if (message.Length < 2 * sizeof(int))
            throw new ProtocolViolationException("a frame of items is cut");
        Find(jobId)?.OnItems(BinaryPrimitives.ReadInt32LittleEndian(message), BinaryPrimitives.ReadInt32LittleEndian(message[sizeof(int)..]), message[(2 * sizeof(int))..]);
    }

    private void OnItemFault(ulong jobId, ReadOnlySpan<byte> message)
    {
        if (message.Length < sizeof(int))
            throw new ProtocolViolationException("the failure of an item is cut");
        if (Find(jobId) is not { } job)
            return;
        var index = BinaryPrimitives.ReadInt32LittleEndian(message);
        var fault = ReadFault(message[sizeof(int)..]);
        job.OnItemFault(index, IsByLimit(job, fault) ? JobFault.Of(TimeoutOf(job, killed: false)) : fault);
    }

    /// <summary>It ended by its token, and it was not its caller who had that fired.</summary>
    private static bool IsByLimit(Job job, in JobFault fault) =>
        fault.Kind == FaultKind.Cancelled && !job.CancelRequested && job.Options.Timeout is not null;

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

    /// <summary>A chunk that stopped after an item's time was up: the items behind it have not begun and wait again.</summary>
    private void GiveBackRest(Job job)
    {
        _stopping = null;
        if (job.Skip < job.Count)
            (_release.Returned ??= []).Add(job);
        else
            job.Succeed([]);
    }

    /// <summary>The running job lasts. Id 0 says only that; else the job had not started and is given back.</summary>
    private void OnReturned(ulong jobId)
    {
        _release.Overrun = true;
        _lasting = true;
        if (jobId != 0 && _record is { } page && (page.RunningJob == jobId || page.LastJob == jobId))
            throw new ProtocolViolationException("it gives back a job that has begun");
        if (jobId == 0 || Take(jobId) is not { } job)
            return;
        if (job.CancelRequested)
            job.Cancel();
        else
            (_release.Returned ??= []).Add(job);
    }

    private void OnDropped(ulong jobId) => Take(jobId)?.Cancel();

    private void OnNestedAnswer(NestedAnswer answer)
    {
        if (answer.Last)
            _nested.Remove(answer.Submission);
        _link?.Append(answer.Kind, answer.Submission, answer.Payload);
        _link?.Flush();
    }

    private Job? TakeFinished(ulong jobId, ReadOnlySpan<byte> message)
    {
        if (message.Length < sizeof(uint))
            throw new ProtocolViolationException("an outcome is cut");
        if (Take(jobId) is not { } job)
            return null;
        _release.Finished++;
        _finishedTurn = Math.Max(_finishedTurn, job.Turn);
        _lasting = false;
        job.Function.Measure(BinaryPrimitives.ReadUInt32LittleEndian(message), job.Count - job.Skip);
        return job;
    }

    private Job? Take(ulong jobId)
    {
        var job = Find(jobId);
        if (job is null)
            return null;
        _jobs.Remove(jobId);
        _release.Count++;
        _release.Ticks += job.BookedTicks;
        return job;
    }

    private Job? Find(ulong jobId)
    {
        if (_jobs.TryGetValue(jobId, out var job))
            return job;
        _unheard = true; // Such a frame shifts what follows it against what the shared page says of the link.
        if (++_strays >= StrayFrames)
            throw new ProtocolViolationException($"it keeps speaking of jobs it does not have, last of job {jobId}");
        return null;
    }
}
