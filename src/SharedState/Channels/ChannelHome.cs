using Troupe.Messages.Payloads;
using Troupe.SharedState.FastPaths;

namespace Troupe.SharedState.Channels;

/// <summary>
/// The home of a channel. Items go to the reader that has waited longest, else they wait; writers wait while there are as many
/// items as the capacity allows. Ends for its readers when it is completed and empty, or when its writers have died.
/// </summary>
internal sealed class ChannelHome(int capacity, WriterLoss writerLoss, long largest) : SharedHome(largest)
{
    private readonly ChannelItems _items = new(capacity);
    private readonly WaitQueue<bool> _readers = new();
    private readonly WaitQueue<ReadOnlyMemory<byte>> _writers = new();
    private readonly WaitQueue<bool> _drains = new();

    /// <summary>Jobs, and other processes, that have written and have not ended.</summary>
    private readonly HashSet<Participant> _openWriters = [];

    private string? _lostWriter;
    private byte[]? _completion;

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        switch (operation)
        {
            case ItemOperation
                .Write:
                OnWrite(request, mayWait: ReadFlag(ref reader), message.AsMemory(message.Length - reader.Remaining)); break;
            case ItemOperation.Read: OnRead(request, mayWait: ReadFlag(ref reader), acknowledges: reader.ReadFlag()); break;
            case ItemOperation.Open: OnOpen(request); break;
            case ItemOperation.Signal: OnRing(); break;
            case ChannelOperation.Complete: Complete(reader.Rest.ToArray()); break;
            case ChannelOperation.Count: Answer(request, ReplyCode.Done, BitConverter.GetBytes(_items.Waiting.Count)); break;
            case ChannelOperation.Settle: OnSettle(reader.ReadVarUInt64(), acknowledged: reader.ReadFlag()); break;
            case ChannelOperation.Drain: OnDrain(request); break;
            default: throw Unknown(operation);
        }
    }

    /// <summary>The flag behind the number of the queue, of which a channel has one.</summary>
    private static bool ReadFlag(ref PayloadReader reader)
    {
        reader.ReadByte();
        return reader.ReadFlag();
    }

    protected override bool TryWithdraw(SharedPeer peer, ulong number) =>
        _readers.Remove(peer, number) || _writers.Remove(peer, number) || _drains.Remove(peer, number);

    protected override void OnProcessGone(SharedPeer peer) => _items.Waiting.Forget(peer);

    protected override void EndMemory() => _items.Waiting.End();

    protected override void OnEnded(Func<Participant, bool> ended, string? lost)
    {
        _readers.RemoveAll(ended);
        _writers.RemoveAll(ended);
        _drains.RemoveAll(ended);
        var writers = _openWriters.RemoveWhere(writer => ended(writer));
        if (writers > 0 && lost is not null)
            _lostWriter = lost;
        _items.Requeue(ended);
        Serve();
        if (_lostWriter is not null
            && (writerLoss == WriterLoss.CompleteWhenAnyWriterDies
                || (writerLoss == WriterLoss.CompleteWhenLastWriterDies && _openWriters.Count == 0)))
        {
            Complete(SharedErrors.Encode(new WorkerLostException("A writer of the channel died before the channel was completed: "
                + $"{_lostWriter}. What it had written before was kept. Set WriterLoss.Ignored when the channel is to go on without it.")));
        }
    }

    private void OnWrite(in Request request, bool mayWait, ReadOnlyMemory<byte> item)
    {
        if (RefuseTooLarge(request, item.Length))
            return;
        if (_completion is not null)
        {
            Answer(request, ReplyCode.Closed, _completion);
            return;
        }
        // This process outlives the channel: only of others it matters whether they still write.
        if (!request.Peer.IsThisProcess)
            _openWriters.Add(request.Participant);
        if (_writers.Count == 0 && _items.Waiting.TryAdd(item))
        {
            Answer(request);
            Serve();
        }
        else if (mayWait)
        {
            _writers.Add(request, item);
            Serve();
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void OnRead(in Request request, bool mayWait, bool acknowledges)
    {
        if (mayWait)
        {
            _readers.Add(request, acknowledges);
            Serve();
        }
        else if (_readers.Count == 0 && _items.Waiting.TryTake(out var item))
        {
            Deliver(request, item, acknowledges);
            Serve();
        }
        else if (_completion is not null && _items.Waiting.IsEmpty && !_items.OthersHold(request.Participant))
        {
            Answer(request, ReplyCode.Closed, _completion);
        }
        else
        {
            Answer(request, ReplyCode.Refused);
        }
    }

    private void OnSettle(ulong delivery, bool acknowledged)
    {
        if (_items.Settle(delivery, acknowledged))
            Serve();
    }

    private void OnDrain(in Request request)
    {
        _drains.Add(request, true);
        Serve();
    }

    private void OnOpen(in Request request)
    {
        if (_items.Waiting.Open(request.Peer) is { } opened)
            Answer(request, ReplyCode.Done, opened);
        else
            Answer(request, ReplyCode.Refused);
        Serve();
    }

    private void OnRing()
    {
        _items.Waiting.Listen();
        Serve();
    }

    private void Complete(byte[] error)
    {
        if (_completion is not null)
            return;
        _completion = error;
        _items.Waiting.Close();
        while (_writers.TryTake(out var writer, out _))
            Answer(writer, ReplyCode.Closed, _completion);
        Serve();
    }

    /// <summary>Brings items and those who wait together until nothing more can be done, and says who still waits.</summary>
    private void Serve()
    {
        ServeOnce();
        // What other processes did before they could see this they did not tell of.
        if (_items.Waiting.Announce(Waits))
            ServeOnce();
        _items.Waiting.Announce(Waits);
    }

    private RingAttention Waits =>
        (_readers.Count > 0 ? RingAttention.Readers : 0) | (_writers.Count > 0 ? RingAttention.Writers : 0) | (_drains.Count > 0
            ? RingAttention.Drain
            : 0);

    private void ServeOnce()
    {
        while (true)
        {
            while (_writers.TryPeek(out var writer, out var bytes) && _items.Waiting.TryAdd(bytes))
            {
                _writers.TryTake(out _, out _);
                Answer(writer);
            }
            if (_readers.Count == 0 || !_items.Waiting.TryTake(out var item) || !_readers.TryTake(out var reader, out var acknowledges))
                break;
            Deliver(reader, item, acknowledges);
        }
        if (_items.IsDrained && _writers.Count == 0)
        {
            while (_drains.TryTake(out var drain, out _))
                Answer(drain);
        }
        if (_completion is not null && _items.Waiting.IsEmpty)
            EndReaders();
    }

    private void Deliver(in Request reader, RingItem item, bool acknowledges)
    {
        if (!acknowledges)
        {
            Answer(reader, ReplyCode.Done, item.Bytes.Span);
            return;
        }
        using var head = new PayloadWriter(16);
        head.WriteVarUInt64(_items.HandOut(item, reader.Participant));
        head.WriteVarUInt32(item.Deliveries);
        Answer(reader, ReplyCode.Done, head.WrittenSpan, item.Bytes.Span);
    }

    /// <summary>The end of the stream, but for readers to whom another's item may still come back.</summary>
    private void EndReaders()
    {
        foreach (var (reader, _) in _readers.All.Where(entry => !_items.OthersHold(entry.Request.Participant)).ToList())
        {
            _readers.Remove(reader.Peer, reader.Number);
            Answer(reader, ReplyCode.Closed, _completion);
        }
    }
}
