using Troupe.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Remoting.Jobs;

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
        var decoded = owner.ResultSpace(offset + first, number);
        var payload = new PayloadReader(results);
        try
        {
            reader.Read(ref payload, decoded);
        }
        catch (Exception error)
        {
            // The user's converter, or bytes that are no result: these items fail, each with its own exception.
            for (var index = 0; index < number; index++)
                owner.OnItemFailed(offset + first + index, new PayloadFormatException($"A result of job {Id} ({Name}) could not be decoded: {error.Message}", error));
            return;
        }
        owner.OnResults(offset + first, decoded);
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
        if (Options.Policy.NextAttempt(attempt, error) is { } pause)
            owner.OnRetry(new ChunkJob<TResult>(Function, Arguments, Options, shape, index, index + 1, offset, reader, owner) { Attempt = (ushort)(attempt + 1), Given = given, TakesCaller = TakesCaller }, pause);
        else
            owner.OnItemFailed(offset + index, error);
    }

    public override bool TryBlameItem(in JobFault fault)
    {
        if (_skip >= count)
            return false;
        var error = fault.ToException();
        (Deaths ??= []).Add(error);
        if (error is WorkerLostException && Options.Policy.NextAttempt(_itemAttempt, error) is not null)
        {
            if (_itemAttempt < Options.Policy.PoisonLimit)
            {
                _itemAttempt++;
                Given?.OnAnotherAttempt();
                return true; // The same item goes first when the rest runs again.
            }
            error = JobPoisonedException.Of($"Item {offset + _skip} of job {Id} ({Name})", Deaths[^Math.Min(_itemAttempt, Deaths.Count)..]);
        }
        var index = _skip++;
        _itemAttempt = 1;
        Given?.OnItemLost(index);
        InTurn(() => owner.OnItemFailed(offset + index, error));
        return true;
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
        var (first, held) = (_skip, fault);
        InTurn(() =>
        {
            for (var index = first; index < count; index++)
                owner.OnItemFailed(offset + index, held.ToException());
            owner.OnChunkEnded(this);
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
