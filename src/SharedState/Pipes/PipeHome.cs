using Troupe.Messages.Payloads;
using Troupe.SharedState.FastPaths;

namespace Troupe.SharedState.Pipes;

/// <summary>
/// The home of a pipe. An end counts as closed when it is closed, or when all who used it and had not ended have died. An end that
/// no process has used yet is closed when a job that received it has died and no other job that received it is left. What
/// was written before that can still be read at the other end. With its second end the pipe itself ends.
/// </summary>
internal sealed class PipeHome(int capacity, long largest) : SharedHome(largest)
{
    private readonly PipeEndState[] _ends = [new(capacity), new(capacity)];

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        var index = reader.ReadByte();
        if (index > 1)
            throw new PayloadFormatException("A pipe has two ends.");
        // A message is written at the end that its queue is named by, and read at the other.
        var (writing, reading) = (_ends[index], _ends[1 - index]);
        switch (operation)
        {
            case ItemOperation.Write:
                NoteUse(writing, request);
                OnWrite(request, writing, reading, mayWait: reader.ReadFlag(), message.AsMemory(message.Length - reader.Remaining));
                break;
            case ItemOperation.Read:
                NoteUse(reading, request);
                OnRead(request, reading, writing, mayWait: reader.ReadFlag());
                break;
            case ItemOperation.Open: OnOpen(request, writing, reading); break;
            case ItemOperation.Signal: OnRing(writing, reading); break;
            case PipeOperation.Close: Close(writing, reading, []); break;
            default: throw Unknown(operation);
        }
    }

    /// <summary>This process outlives the pipe: only of others it matters whether they still use their end.</summary>
    private static void NoteUse(PipeEndState end, in Request request)
    {
        if (!request.Peer.IsThisProcess)
            end.Users.Add(request.Participant);
    }

    protected override bool TryWithdraw(SharedPeer peer, ulong number) =>
        Array.Exists(_ends, end => end.Readers.Remove(peer, number) || end.Writers.Remove(peer, number));

    protected override void OnProcessGone(SharedPeer peer)
    {
        foreach (var end in _ends)
            end.Incoming.Forget(peer);
    }

    protected override void EndMemory()
    {
        foreach (var end in _ends)
            end.Incoming.End();
    }

    protected override void OnEnded(Func<Participant, bool> ended, string? lost)
    {
        foreach (var end in _ends)
        {
            end.Readers.RemoveAll(ended);
            end.Writers.RemoveAll(ended);
            if (end.Users.RemoveWhere(user => ended(user)) > 0 && lost is not null && end.Users.Count == 0)
                CloseAsLost(end, lost);
        }
        Serve(_ends[0], _ends[1]);
        Serve(_ends[1], _ends[0]);
    }

    protected override void OnTransferred(byte part) => _ends[part & 1].ActiveTransfers++;

    protected override void OnReturned(byte part, string? lost)
    {
        var end = _ends[part & 1];
        end.TransferLoss ??= lost;
        if (--end.ActiveTransfers > 0 || end.TransferLoss is not { } death)
            return;
        end.TransferLoss = null;
        // What becomes of an end that others use is decided by how they end.
        if (end.Users.Count == 0)
            CloseAsLost(end, death);
    }

    private void CloseAsLost(PipeEndState end, string lost) =>
        Close(end, OtherOf(end), SharedErrors.Encode(new WorkerLostException($"The process at the other end of the pipe died: {lost}.")));

    private PipeEndState OtherOf(PipeEndState end) => end == _ends[0] ? _ends[1] : _ends[0];

    private void OnWrite(in Request request, PipeEndState own, PipeEndState other, bool mayWait, ReadOnlyMemory<byte> item)
    {
        if (RefuseTooLarge(request, item.Length))
            return;
        if (own.Closed || other.Closed)
        {
            Answer(request, ReplyCode.Closed, other.Farewell);
        }
        else if (own.Writers.Count == 0 && other.Incoming.TryAdd(item))
        {
            Answer(request);
            Serve(own, other);
        }
        else if (mayWait)
        {
            own.Writers.Add(request, item);
            Serve(own, other);
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void OnRead(in Request request, PipeEndState own, PipeEndState other, bool mayWait)
    {
        if (own.Readers.Count == 0 && own.Incoming.TryTake(out var item))
        {
            Answer(request, ReplyCode.Done, item.Bytes.Span);
            Serve(other, own);
        }
        else if (own.Closed || (other.Closed && own.Incoming.IsEmpty))
        {
            Answer(request, ReplyCode.Closed, other.Farewell);
        }
        else if (mayWait)
        {
            own.Readers.Add(request, true);
            Serve(other, own);
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void OnOpen(in Request request, PipeEndState writing, PipeEndState reading)
    {
        if (!writing.Closed && !reading.Closed && reading.Incoming.Open(request.Peer) is { } opened)
            Answer(request, ReplyCode.Done, opened);
        else
            Answer(request, ReplyCode.Refused);
        Serve(writing, reading);
    }

    private void OnRing(PipeEndState writing, PipeEndState reading)
    {
        reading.Incoming.Listen();
        Serve(writing, reading);
    }

    /// <summary>Brings messages of one direction and those who wait for it together, and says who still waits.</summary>
    private void Serve(PipeEndState writing, PipeEndState reading)
    {
        ServeOnce(writing, reading);
        // What other processes did before they could see this they did not tell of.
        if (reading.Incoming.Announce(Waits(writing, reading)))
            ServeOnce(writing, reading);
        reading.Incoming.Announce(Waits(writing, reading));
    }

    private static RingAttention Waits(PipeEndState writing, PipeEndState reading) =>
        (reading.Readers.Count > 0 ? RingAttention.Readers : 0) | (writing.Writers.Count > 0 ? RingAttention.Writers : 0);

    private void ServeOnce(PipeEndState writing, PipeEndState reading)
    {
        while (true)
        {
            while (writing.Writers.TryPeek(out var writer, out var bytes) && reading.Incoming.TryAdd(bytes))
            {
                writing.Writers.TryTake(out _, out _);
                Answer(writer);
            }
            if (reading.Readers.Count == 0 || !reading.Incoming.TryTake(out var item) || !reading.Readers.TryTake(out var reader, out _))
                break;
            Answer(reader, ReplyCode.Done, item.Bytes.Span);
        }
        if (writing.Closed && reading.Incoming.IsEmpty)
            CloseAll(reading.Readers, writing.Farewell);
    }

    private void Close(PipeEndState end, PipeEndState other, byte[] farewell)
    {
        if (end.Closed)
            return;
        (end.Closed, end.Farewell) = (true, farewell);
        end.Incoming.Close();
        other.Incoming.Close();
        end.Incoming.Clear();
        CloseAll(end.Readers, []);
        CloseAll(end.Writers, []);
        CloseAll(other.Writers, farewell);
        Serve(end, other);
        if (other.Closed)
            End(null);
    }

    private void CloseAll<T>(WaitQueue<T> line, byte[] farewell)
    {
        while (line.TryTake(out var waiting, out _))
            Answer(waiting, ReplyCode.Closed, farewell);
    }
}
