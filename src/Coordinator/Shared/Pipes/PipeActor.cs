using Troupe.Actors;
using Troupe.Messages.Payloads;

namespace Troupe.Shared.Pipes;

/// <summary>
/// The home of a pipe. An end counts as closed when it is closed, or when all who used it and had not ended have died. What was
/// written before that can still be read at the other end. With its second end the pipe itself ends.
/// </summary>
internal sealed class PipeActor(int capacity, long largest) : SharedObjectActor(largest)
{
    private readonly PipeEndState[] _ends = [new(), new()];

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        var index = reader.ReadByte();
        if (index > 1)
            throw new PayloadFormatException("A pipe has two ends.");
        var (own, other) = (_ends[index], _ends[1 - index]);
        // This process outlives the pipe: only of others it matters whether they still use their end.
        if (!IsOfThisProcess(request.Peer) && operation != PipeOperation.Close)
            own.Users.Add(request.Participant);
        switch (operation)
        {
            case PipeOperation.Write: OnWrite(request, own, other, mayWait: reader.ReadFlag(), message.AsMemory(message.Length - reader.Remaining)); break;
            case PipeOperation.Read: OnRead(request, own, other, mayWait: reader.ReadFlag()); break;
            case PipeOperation.Close: Close(own, other, []); break;
            default: Unhandled(message); break;
        }
    }

    protected override bool TryWithdraw(ActorRef peer, ulong number) =>
        Array.Exists(_ends, end => end.Readers.Remove(peer, number) || end.Writers.Remove(peer, number));

    protected override void OnEnded(Func<Participant, bool> ended, string? lost)
    {
        foreach (var end in _ends)
        {
            end.Readers.RemoveAll(ended);
            end.Writers.RemoveAll(ended);
            if (end.Users.RemoveWhere(user => ended(user)) > 0 && lost is not null && end.Users.Count == 0)
                Close(end, end == _ends[0] ? _ends[1] : _ends[0], SharedErrors.Encode(new WorkerLostException($"The process at the other end of the pipe died: {lost}.")));
        }
    }

    private void OnWrite(in Request request, PipeEndState own, PipeEndState other, bool mayWait, ReadOnlyMemory<byte> item)
    {
        if (RefuseTooLarge(request, item.Length))
            return;
        if (own.Closed || other.Closed)
        {
            Answer(request, ReplyCode.Closed, other.Farewell);
        }
        else if (other.Incoming.Count < capacity && own.Writers.Count == 0)
        {
            Answer(request);
            Arrive(other, item);
        }
        else if (mayWait)
        {
            own.Writers.Add(request, item);
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void Arrive(PipeEndState end, ReadOnlyMemory<byte> item)
    {
        if (end.Readers.TryTake(out var reader, out _))
            Answer(reader, ReplyCode.Done, item.Span);
        else
            end.Incoming.Enqueue(item);
    }

    private void OnRead(in Request request, PipeEndState own, PipeEndState other, bool mayWait)
    {
        if (own.Incoming.TryDequeue(out var item))
        {
            Answer(request, ReplyCode.Done, item.Span);
            if (other.Writers.TryTake(out var writer, out var next))
            {
                own.Incoming.Enqueue(next);
                Answer(writer);
            }
        }
        else if (own.Closed || other.Closed)
        {
            Answer(request, ReplyCode.Closed, other.Farewell);
        }
        else if (mayWait)
        {
            own.Readers.Add(request, true);
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void Close(PipeEndState end, PipeEndState other, byte[] farewell)
    {
        if (end.Closed)
            return;
        (end.Closed, end.Farewell) = (true, farewell);
        end.Incoming.Clear();
        CloseAll(end, farewell: []);
        CloseAll(other, farewell);
        if (other.Closed)
            Context.StopSelf();
    }

    private void CloseAll(PipeEndState waiting, byte[] farewell)
    {
        while (waiting.Readers.TryTake(out var reader, out _))
            Answer(reader, ReplyCode.Closed, farewell);
        while (waiting.Writers.TryTake(out var writer, out _))
            Answer(writer, ReplyCode.Closed, farewell);
    }
}
