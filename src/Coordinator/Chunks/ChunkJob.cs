using Troupe.Jobs;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Chunks;

/// <summary>
/// Some neighbouring items of a map or stream, in one message. Its items settle one by one, in order; <see cref="Skip"/>
/// says how many have. When its worker dies, only the item that ran is blamed, and the rest goes to another worker.
/// </summary>
internal sealed class ChunkJob<TResult>(
    PoolFunction function, ReadOnlyMemory<byte> arguments, JobOptions options, RunMarks shape, int skip, int count, long offset, ItemReader<TResult> reader, IChunkOwner<TResult> owner)
    : Job(function, arguments, options)
{
    private readonly CallbackSequence? _sequence = reader.RunsUserCode ? new CallbackSequence() : null;
    private int _skip = skip;
    private int _itemAttempt = 1;

    public override RunMarks Marks => RunMarks.Chunk | shape | base.Marks;

    public override int Skip => _skip;

    public override int Count => count;

    public override long FirstItem => offset;

    public override void OnItems(int first, int number, ReadOnlySpan<byte> results)
    {
        if (Settled)
            return;
        if (first != _skip || number < 1 || number > count - first)
            throw new Messages.Frames.ProtocolViolationException($"items {first} to {first + number} came in for job {Id}, whose next item is {_skip} of {count}");
        _skip = first + number;
        _itemAttempt = 1;
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
                owner.OnItemFailed(offset + first + done++, new PayloadFormatException($"A result of job {Id} ({Name}) could not be decoded: {error.Message}", error));
        }
    }

    public override void OnItemFault(int index, in JobFault fault)
    {
        if (Settled)
            return;
        if (index != _skip || index >= count)
            throw new Messages.Frames.ProtocolViolationException($"the failure of item {index} came in for job {Id}, whose next item is {_skip} of {count}");
        _skip++;
        _itemAttempt = 1;
        var held = fault.AtItem(offset + index);
        var attempt = Attempt;
        var given = Given?.Of(index);
        InTurn(() => FailOrRetry(index, held, attempt, given));
    }

    private void FailOrRetry(int index, in JobFault fault, ushort attempt, GivenParts? given)
    {
        var error = fault.ToException();
        if (fault.Kind == FaultKind.Cancelled)
            owner.OnItemCancelled(offset + index, error);
        else if (Options.Policy.NextAttempt(attempt, error) is { } pause)
            owner.OnRetry(new ChunkJob<TResult>(Function, Arguments, Options, shape, index, index + 1, offset, reader, owner) { Attempt = (ushort)(attempt + 1), Given = given, TakesCaller = TakesCaller }, pause);
        else
            owner.OnItemFailed(offset + index, error);
    }

    public override void BlameItems(in JobFault fault, int end)
    {
        var error = fault.ToException();
        (Deaths ??= []).Add(error);
        if (error is WorkerLostException && Options.Policy.NextAttempt(_itemAttempt, error) is not null)
        {
            if (_itemAttempt < Options.Policy.PoisonLimit)
            {
                _itemAttempt++;
                Given?.OnAnotherAttempt();
                return; // The same item goes first when the rest runs again.
            }
            error = JobPoisonedException.Of($"Item {offset + _skip} of job {Id} ({Name})", Deaths[^Math.Min(_itemAttempt, Deaths.Count)..]);
        }
        Given?.OnItemsLost(_skip, end);
        FailItems(_skip, end, JobFault.Of(error), cancelled: false);
        (_skip, _itemAttempt) = (end, 1);
    }

    public override void Succeed(ReadOnlySpan<byte> result)
    {
        if (_skip < count)
            FailRest(JobFault.Of(new PayloadFormatException($"The worker ended job {Id} ({Name}) after {_skip} of {count} items.")), JobState.Failed);
        else if (TrySettle(JobState.Succeeded))
            InTurn(() => owner.OnChunkEnded(this));
    }

    public override void Fail(in JobFault fault) => FailRest(fault, JobState.Failed);

    public override void Cancel() => FailRest(JobFault.Of(new TaskCanceledException($"Job {Id} ({Name}) was cancelled before it had run all its items.")), JobState.Cancelled);

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
