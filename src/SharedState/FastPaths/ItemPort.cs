using System.Diagnostics.CodeAnalysis;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState.FastPaths;

/// <summary>
/// Writes and reads of a channel, or at one end of a pipe, in one process: on the fast path where there is one, else by the home.
/// Safe for any thread.
/// </summary>
/// <typeparam name="T">The items' type.</typeparam>
internal sealed class ItemPort<T>
{
    private readonly SharedReference _reference;
    private readonly byte _outgoing;
    private readonly byte _incoming;
    private readonly ItemFastPath _writing;
    private readonly ItemFastPath _reading;

    /// <param name="reference">The object.</param>
    /// <param name="outgoing">The number of the queue that is written to.</param>
    /// <param name="incoming">The number of the queue that is read from.</param>
    /// <param name="knowsReaders">Whether the home has to know of every job that reads.</param>
    public ItemPort(SharedReference reference, byte outgoing, byte incoming, bool knowsReaders)
    {
        (_reference, _outgoing, _incoming) = (reference, outgoing, incoming);
        _writing = Lane(outgoing);
        _reading = Lane(incoming);

        ItemFastPath Lane(byte queue) => reference.FastPath(queue, own => new ItemFastPath(own, queue, knowsReaders));
    }

    /// <returns>Null when it is done; else what answers, to be given to <see cref="Written"/> or <see cref="WrittenAsync"/>.</returns>
    /// <exception cref="PayloadEncodingException">The item cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The object has been disposed.</exception>
    public PendingRequest? Write(T item, bool mayWait)
    {
        var encoded = SpareWriter.Take(_reference.Largest);
        try
        {
            PayloadCodec<T>.Instance.Write(encoded, item);
            return _writing.TryWrite(encoded.WrittenSpan) ? null : WriteThroughHome(encoded.WrittenSpan, mayWait);
        }
        finally
        {
            SpareWriter.Return(encoded);
        }
    }

    public Reply Written(PendingRequest pending)
    {
        var done = false;
        try
        {
            var reply = pending.Wait();
            done = reply.Code == ReplyCode.Done;
            return reply;
        }
        finally
        {
            _writing.EndSlowWrite(done);
        }
    }

    public async ValueTask<Reply> WrittenAsync(PendingRequest pending, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var done = false;
        try
        {
            var reply = await pending.AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
            done = reply.Code == ReplyCode.Done;
            return reply;
        }
        finally
        {
            _writing.EndSlowWrite(done);
        }
    }

    /// <summary>Takes the first item on the fast path.</summary>
    /// <param name="soon">Whether to wait for one for some microseconds.</param>
    /// <param name="item">The item.</param>
    public bool TryTake(bool soon, [MaybeNullWhen(false)] out T item)
    {
        if (!(soon ? _reading.TryTakeSpinning(out var bytes) : _reading.TryTake(out bytes)))
        {
            item = default;
            return false;
        }
        var reader = new PayloadReader(bytes);
        item = PayloadCodec<T>.Instance.Read(ref reader);
        reader.RequireEnd();
        ItemFastPath.Release(bytes);
        return true;
    }

    /// <summary>Asks the home for an item.</summary>
    /// <exception cref="ObjectDisposedException">The object has been disposed.</exception>
    public PendingRequest Read(bool mayWait, bool acknowledges, bool hold)
    {
        _reading.NoteSlowRead();
        using var request = _reference.Begin(ItemOperation.Read, hold);
        request.Body.WriteByte(_incoming);
        request.Body.WriteByte(mayWait ? (byte)1 : (byte)0);
        request.Body.WriteByte(acknowledges ? (byte)1 : (byte)0);
        return request.Ask();
    }

    private PendingRequest WriteThroughHome(ReadOnlySpan<byte> encoded, bool mayWait)
    {
        using var request = _reference.Begin(ItemOperation.Write, hold: true);
        request.Body.WriteByte(_outgoing);
        request.Body.WriteByte(mayWait ? (byte)1 : (byte)0);
        request.Body.WriteSpan(encoded);
        _writing.BeginSlowWrite();
        try
        {
            return request.Ask();
        }
        catch
        {
            _writing.EndSlowWrite(done: false);
            throw;
        }
    }
}
