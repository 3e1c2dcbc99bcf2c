using System.Buffers.Binary;
using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Coordination;

/// <summary>A job that another job has submitted: what becomes of it goes back to that job's worker, still encoded.</summary>
internal sealed class NestedJob(PoolFunction function, Submission submission, ulong number, WorkerId owner, ActorRef proxy, ActorRef coordinator)
    : Job(function, submission.Arguments, submission.Options)
{
    private int _skip = submission.Skip;

    /// <summary>The submission's number on its worker's link.</summary>
    public ulong Number => number;

    public override RunMarks Marks => submission.Marks;

    public override int Skip => _skip;

    public override int Count => submission.Count;

    public override void Succeed(ReadOnlySpan<byte> result)
    {
        if (TrySettle(JobState.Succeeded))
            Answer(FrameKind.NestedResult, result.ToArray());
    }

    public override void Fail(in JobFault fault)
    {
        if (TrySettle(JobState.Failed))
            Answer(FrameKind.NestedFault, Encode([], fault));
    }

    public override void Cancel()
    {
        if (TrySettle(JobState.Cancelled))
            Answer(FrameKind.NestedFault, Encode([], JobFault.Of(new OperationCanceledException($"Job {Id} ({Name}) was cancelled."))));
    }

    public override void OnItems(int first, int count, ReadOnlySpan<byte> results)
    {
        if (Settled)
            return;
        // Checked here, so that the worker that broke the rule is blamed and not the one that the items go to.
        if (first != _skip || count < 1 || count > Count - first)
            throw new ProtocolViolationException($"items {first} to {(long)first + count} came in for job {Id}, whose next item is {_skip} of {Count}");
        var message = new byte[(2 * sizeof(int)) + results.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, first);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(sizeof(int)), count);
        results.CopyTo(message.AsSpan(2 * sizeof(int)));
        _skip = first + count;
        proxy.Tell(new NestedAnswer(number, FrameKind.NestedItems, message, Last: false));
    }

    public override void OnItemFault(int index, in JobFault fault)
    {
        if (Settled)
            return;
        if (index != _skip || index >= Count)
            throw new ProtocolViolationException($"the failure of item {index} came in for job {Id}, whose next item is {_skip} of {Count}");
        _skip = index + 1;
        proxy.Tell(new NestedAnswer(number, FrameKind.NestedItemFault, Encode(BitConverter.GetBytes(index), fault), Last: false));
    }

    public override void BlameItems(in JobFault fault, int end)
    {
        for (var index = _skip; index < end; index++)
            OnItemFault(index, fault);
    }

    private void Answer(FrameKind kind, byte[] payload)
    {
        proxy.Tell(new NestedAnswer(number, kind, payload, Last: true));
        coordinator.Tell(new NestedEnded(owner));
    }

    private static byte[] Encode(ReadOnlySpan<byte> head, in JobFault fault)
    {
        using var writer = new PayloadWriter();
        head.CopyTo(writer.GetSpan(head.Length));
        writer.Advance(head.Length);
        fault.Write(writer);
        return writer.WrittenSpan.ToArray();
    }
}
