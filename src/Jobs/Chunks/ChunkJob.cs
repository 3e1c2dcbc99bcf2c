using Troupe.Jobs.Progress;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs.Chunks;

/// <summary>
/// Some neighbouring items of a map or stream, in one message. Its items settle one by one, in order; <see cref="Skip"/>
/// says how many have. When its worker dies, only the item that ran is blamed, and the rest goes to another worker.
/// </summary>
internal sealed class ChunkJob<TResult>(
    PoolFunction function, ReadOnlyMemory<byte> arguments, JobOptions options, RunFlags shape, int skip, int count, long offset,
    ItemReader<TResult> reader, IChunkOwner<TResult> owner)
    : Job(function, arguments, options)
{
    private CallbackSequence? _sequence = reader.RunsUserCode ? new CallbackSequence() : null;
    private int _skip = skip;

    public override RunFlags Flags => RunFlags.Chunk | shape | base.Flags;

    public override int Skip => _skip;

    public override int Count => count;

    public override long FirstItem => offset;

    public override bool RetriesItems => true;

    public override void Advance(int skip) => (_skip, ItemAttempt) = (skip, 1);

    public override void OnItems(int first, int number, ReadOnlySpan<byte> results)
    {
        if (Settled)
            return;
        if (_sequence is null)
        {
            Decode(first, number, results);
            return;
        }
        var held = results.ToArray();
        _sequence.Add(() => Decode(first, number, held));
    }

    private void Decode(int first, int number, ReadOnlySpan<byte> results)
    {
        var space = owner.ResultSpace(offset + first, number);
        var payload = new PayloadReader(results);
        for (var done = 0; done < number;)
        {
            var read = reader.Read(ref payload, space[done..], out var error);
            if (read > 0)
                owner.OnResults(offset + first + done, space.Slice(done, read));
            done += read;
            // The user's converter, or bytes that are no result: that item fails, and no other.
            if (error is not null)
            {
                owner.OnItemFailed(
                    offset + first + done++,
                    new PayloadFormatException($"A result of job {Id} ({Name}) could not be decoded: {error.Message}", error));
            }
        }
    }

    public override void OnItemFault(int index, in JobFault fault)
    {
        if (Settled)
            return;
        // The constructor of an error may be the user's: from here on all goes by the thread pool, in order.
        if (fault.RunsUserCode)
            _sequence ??= new CallbackSequence();
        var held = fault.AtItem(offset + index);
        var transferred = TransferredHandles?.Of(index);
        InTurn(() => FailOrRetry(index, held, transferred));
    }

    private void FailOrRetry(int index, in JobFault fault, TransferredHandles? transferred)
    {
        var error = fault.ToException();
        if (fault.Kind == FaultKind.Cancelled)
        {
            owner.OnItemCancelled(offset + index, error);
        }
        else if (Options.Policy.NextAttempt(Attempt, error) is { } pause)
        {
            owner.OnRetry(new ChunkJob<TResult>(Function, Arguments, Options, shape, index, index + 1, offset, reader, owner)
            {
                Attempt = (ushort)(Attempt + 1),
                TransferredHandles = transferred,
                TakesCaller = TakesCaller
            }, pause);
        }
        else
        {
            owner.OnItemFailed(offset + index, error);
        }
    }

    public override void OnItemsLost(int first, int end, in JobFault fault)
    {
        TransferredHandles?.OnItemsLost(first, end);
        FailItems(first, end, fault, cancelled: false);
    }

    public override void Succeed(ReadOnlySpan<byte> result)
    {
        if (_skip < count)
        {
            FailRest(
                JobFault.Of(new PayloadFormatException($"The worker ended job {Id} ({Name}) after {_skip} of {count} items.")),
                JobState.Failed);
        }
        else if (TrySettle(JobState.Succeeded))
        {
            InTurn(() => owner.OnChunkEnded(this));
        }
    }

    public override void Fail(in JobFault fault) => FailRest(fault, JobState.Failed);

    public override void Cancel() => FailRest(
        JobFault.Of(new TaskCanceledException($"Job {Id} ({Name}) was cancelled before it had run all its items.")),
        JobState.Cancelled);

    private void FailRest(in JobFault fault, JobState state)
    {
        if (!TrySettle(state, fault))
            return;
        FailItems(_skip, count, fault, cancelled: state == JobState.Cancelled);
        InTurn(() => owner.OnChunkEnded(this));
    }

    /// <summary>Each with an exception of its own: it is to bear the item's index.</summary>
    private void FailItems(int first, int end, in JobFault fault, bool cancelled)
    {
        var held = fault;
        InTurn(() =>
        {
            for (var index = first; index < end; index++)
            {
                var error = held.AtItem(offset + index).ToException();
                if (cancelled)
                    owner.OnItemCancelled(offset + index, error);
                else
                    owner.OnItemFailed(offset + index, error);
            }
        });
    }

    private void InTurn(Action action)
    {
        if (_sequence is null)
            action();
        else
            _sequence.Add(action);
    }
}
