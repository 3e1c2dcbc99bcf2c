using System.Buffers.Binary;
using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>A job that another job has submitted: what becomes of it goes back to that job's worker, still encoded.</summary>
/// <param name="function">The function.</param>
/// <param name="submission">What the worker has sent.</param>
/// <param name="number">The submission's number on its worker's link.</param>
/// <param name="owner">The worker whose job has submitted it.</param>
/// <param name="session">That worker's.</param>
internal sealed class NestedJob(PoolFunction function, Submission submission, ulong number, WorkerId owner, IWorkerSession session)
    : Job(function, submission.Arguments, submission.Options)
{
    private int _skip = submission.Skip;

    /// <summary>The submission's number on its worker's link.</summary>
    public ulong Number => number;

    /// <summary>The worker whose job has submitted it.</summary>
    public WorkerId Owner => owner;

    public override RunFlags Flags => submission.Flags;

    public override int Skip => _skip;

    public override int Count => submission.Count;

    public override void Advance(int skip) => _skip = skip;

    public override void Succeed(ReadOnlySpan<byte> result)
    {
        if (TrySettle(JobState.Succeeded))
            Answer(FrameKind.NestedResult, result.ToArray(), last: true);
    }

    public override void Fail(in JobFault fault)
    {
        if (TrySettle(JobState.Failed))
            Answer(FrameKind.NestedFault, Encode([], fault), last: true);
    }

    public override void Cancel()
    {
        if (TrySettle(JobState.Cancelled))
        {
            Answer(
                FrameKind.NestedFault,
                Encode([], JobFault.Of(new OperationCanceledException($"Job {Id} ({Name}) was cancelled."))),
                last: true);
        }
    }

    public override void OnItems(int first, int count, ReadOnlySpan<byte> results)
    {
        if (Settled)
            return;
        var message = new byte[(2 * sizeof(int)) + results.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, first);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(sizeof(int)), count);
        results.CopyTo(message.AsSpan(2 * sizeof(int)));
        Answer(FrameKind.NestedItems, message, last: false);
    }

    public override void OnItemFault(int index, in JobFault fault)
    {
        if (!Settled)
            Answer(FrameKind.NestedItemFault, Encode(BitConverter.GetBytes(index), fault), last: false);
    }

    public override void OnItemsLost(int first, int end, in JobFault fault)
    {
        for (var index = first; index < end; index++)
            OnItemFault(index, fault);
    }

    private void Answer(FrameKind kind, byte[] payload, bool last) => session.Answer(new NestedAnswer(number, kind, payload, last));

    private static byte[] Encode(ReadOnlySpan<byte> head, in JobFault fault)
    {
        using var writer = new PayloadWriter();
        head.CopyTo(writer.GetSpan(head.Length));
        writer.Advance(head.Length);
        fault.Write(writer);
        return writer.WrittenSpan.ToArray();
    }
}
