using Troupe.Jobs;
using Troupe.Messages.Jobs;

namespace Troupe.Tests.StateMachine;

/// <summary>A job, or a chunk, without a caller: it notes what it is told.</summary>
internal sealed class ModelJob(
    PoolFunction function,
    JobOptions options,
    int count,
    IJobEnds ends) : Job(function, ReadOnlyMemory<byte>.Empty, options)
{
    private int _skip;

    public override int Count => count;

    public override int Skip => _skip;

    public override bool RetriesItems => true;

    public override RunFlags Flags => count > 0 ? RunFlags.Chunk | base.Flags : base.Flags;

    public override void Advance(int skip) => (_skip, ItemAttempt) = (skip, 1);

    public override void Succeed(ReadOnlySpan<byte> result) => End(JobState.Succeeded, default);

    public override void Fail(in JobFault fault) => End(JobState.Failed, fault);

    public override void Cancel() => End(JobState.Cancelled, default);

    public override void OnItems(int first, int number, ReadOnlySpan<byte> results) =>
        ends.OnItems(Id, first, first + number, ItemEnd.Result);

    public override void OnItemFault(int index, in JobFault fault) => ends.OnItems(Id, index, index + 1, ItemEnd.Fault);

    public override void OnItemsLost(int first, int end, in JobFault fault) => ends.OnItems(Id, first, end, ItemEnd.Lost);

    private void End(JobState state, in JobFault fault)
    {
        ends.OnEnded(Id, state);
        TrySettle(state, fault);
    }
}
