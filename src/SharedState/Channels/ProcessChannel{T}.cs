using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Channels;
using Troupe.SharedState.FastPaths;

namespace Troupe;

/// <summary>
/// A queue between processes: any number of writers and readers, in the process that created it and in the workers that it
/// started. A channel can be an argument of a job, captured by its lambda, part of its result, or an item of another channel.
/// Each item goes to one reader; items of one writer keep their order. Safe for any thread.
/// </summary>
/// <remarks>
/// The items lie in the process that created the channel. A write is done when they are there: a read after that,
/// in whichever process, finds them. The channel ends with the pool that it was created by, or when its creator disposes it.
/// </remarks>
/// <typeparam name="T">The items' type; it travels as arguments of jobs do, by its declared type.</typeparam>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessChannel<T> : IAsyncDisposable, ISharedHandle<ProcessChannel<T>>
{
    private readonly SharedReference _reference;
    private readonly ItemPort<T> _port;

    internal ProcessChannel(SharedReference reference) =>
        (_reference, _port) = (reference, new ItemPort<T>(reference, outgoing: 0, incoming: 0, knowsReaders: false));

    static string ISharedHandle<ProcessChannel<T>>.Kind => "channel";

    SharedReference ISharedHandle<ProcessChannel<T>>.Reference => _reference;

    static ProcessChannel<T> ISharedHandle<ProcessChannel<T>>.Bind(SharedReference reference, byte part) => new(reference);

    /// <summary>How many items wait to be read. It may change at any time; it is for looking, not for deciding.</summary>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public int Count
    {
        get
        {
            using var request = _reference.Begin(ChannelOperation.Count);
            return BitConverter.ToInt32(request.Ask().Wait().Content.Span);
        }
    }

    /// <summary>Writes an item; waits while the channel is full.</summary>
    /// <param name="item">The item. It is encoded before the call returns.</param>
    /// <param name="cancellationToken">Cancels the wait; the item is not written then.</param>
    /// <returns>A task that completes when the item is in the channel.</returns>
    /// <exception cref="PayloadEncodingException">The item cannot be encoded. At the call.</exception>
    /// <exception cref="ChannelClosedException">The channel was completed; the item was not written.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public ValueTask WriteAsync(T item, CancellationToken cancellationToken = default) =>
        WriteAsync(item, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Writes an item; waits while the channel is full, but not longer than a given time.</summary>
    /// <param name="item">The item. It is encoded before the call returns.</param>
    /// <param name="timeout">How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait; the item is not written then.</param>
    /// <returns>A task that completes when the item is in the channel.</returns>
    /// <exception cref="TimeoutException">There was no room in time; the item was not written.</exception>
    /// <exception cref="PayloadEncodingException">The item cannot be encoded. At the call.</exception>
    /// <exception cref="ChannelClosedException">The channel was completed; the item was not written.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public ValueTask WriteAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return _port.Write(item, mayWait: true) is { } pending
            ? WrittenAsync(pending, timeout, cancellationToken)
            : ValueTask.CompletedTask;
    }

    /// <summary>Writes an item if there is room at once.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False when the channel is full or completed.</returns>
    /// <exception cref="PayloadEncodingException">The item cannot be encoded.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public bool TryWrite(T item) => _port.Write(item, mayWait: false) is not { } pending || _port.Written(pending).Code == ReplyCode.Done;

    /// <summary>Reads the next item; waits for one.</summary>
    /// <param name="cancellationToken">Cancels the call; no item was taken then.</param>
    /// <returns>The item.</returns>
    /// <exception cref="ChannelClosedException">The channel was completed and is empty; its error, if it had one, is the inner
    /// exception.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public ValueTask<T> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Reads the next item; waits for one, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the call; no item was taken then.</param>
    /// <returns>The item.</returns>
    /// <exception cref="TimeoutException">No item came in time.</exception>
    /// <exception cref="ChannelClosedException">The channel was completed and is empty; its error, if it had one, is the inner
    /// exception.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public ValueTask<T> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        return _port.TryTake(soon: true, out var item) ? ValueTask.FromResult(item) : ReadWaitingAsync(timeout, cancellationToken);
    }

    /// <summary>Reads the next item if there is one at once. It is exact: an item whose write is done is found.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False when there is none; also at the end.</returns>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        if (_port.TryTake(soon: false, out item))
            return true;
        var reply = Read(mayWait: false, acknowledges: false).Wait();
        item = reply.Code == ReplyCode.Done ? reply.Decode<T>() : default;
        return reply.Code == ReplyCode.Done;
    }

    /// <summary>Reads items until the channel is completed and empty. Several readers share the items.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ChannelClosedException">The channel was completed with an error, which is the inner exception; after the last
    /// item.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_port.TryTake(soon: true, out var item))
            {
                yield return item;
                continue;
            }
            var reply = await Read(mayWait: true, acknowledges: false).AnswerAsync(Timeout.InfiniteTimeSpan, cancellationToken)
                .ConfigureAwait(false);
            if (IsEnd(reply))
                yield break;
            yield return reply.Decode<T>();
        }
    }

    /// <summary>
    /// Takes the next item, which then is to be acknowledged. When the job that took it ends, or its process dies, before it
    /// has, the item takes its old place in the channel again and another reader gets it.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call; no item was taken then.</param>
    /// <returns>The item, with the way to acknowledge it.</returns>
    /// <exception cref="ChannelClosedException">The channel was completed, is empty, and no item can come back from another
    /// reader.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public ValueTask<ReceivedItem<T>> ReceiveAsync(CancellationToken cancellationToken = default) =>
        ReceiveAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Takes the next item as <see cref="ReceiveAsync(CancellationToken)"/> does, but does not wait longer than a given
    /// time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the call; no item was taken then.</param>
    /// <returns>The item, with the way to acknowledge it.</returns>
    /// <exception cref="TimeoutException">No item came in time.</exception>
    /// <exception cref="ChannelClosedException">The channel was completed, is empty, and no item can come back from another
    /// reader.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public async ValueTask<ReceivedItem<T>> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await Read(mayWait: true, acknowledges: true).AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
        return reply.Code == ReplyCode.Closed ? throw Closed(reply) : Received(reply);
    }

    /// <summary>Takes items that are to be acknowledged, until the channel is completed, empty, and none can come back.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ChannelClosedException">The channel was completed with an error, which is the inner exception; after the last
    /// item.</exception>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public async IAsyncEnumerable<ReceivedItem<T>> ReceiveAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reply = await Read(mayWait: true, acknowledges: true).AnswerAsync(Timeout.InfiniteTimeSpan, cancellationToken)
                .ConfigureAwait(false);
            if (IsEnd(reply))
                yield break;
            yield return Received(reply);
        }
    }

    /// <summary>
    /// Says that no more items come. Readers get what is there and then the end; writers, also those that wait, are refused.
    /// Later calls change nothing.
    /// </summary>
    /// <param name="error">What readers get as the inner exception after the last item; null for an orderly end.</param>
    public void Complete(Exception? error = null)
    {
        if (_reference.Ended is not null)
            return;
        using var request = _reference.Begin(ChannelOperation.Complete);
        if (error is not null)
            RemoteError.From(error).Write(request.Body);
        request.Tell();
    }

    /// <summary>Waits until every item that was written has been read and, where it was received to be acknowledged, is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes at the first moment when nothing is left to do.</returns>
    /// <exception cref="ObjectDisposedException">The channel has been disposed.</exception>
    public async Task WaitUntilDrainedAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PendingRequest pending;
        using (var request = _reference.Begin(ChannelOperation.Drain))
            pending = request.Ask();
        await pending.AnswerAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the channel when this process created it; callers that wait for it get <see cref="ObjectDisposedException"/>.
    /// Elsewhere it does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _reference.StopIfOwn();
        return ValueTask.CompletedTask;
    }

    private async ValueTask WrittenAsync(PendingRequest pending, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await _port.WrittenAsync(pending, timeout, cancellationToken).ConfigureAwait(false);
        if (reply.Code == ReplyCode.Closed)
            throw Closed(reply);
    }

    private async ValueTask<T> ReadWaitingAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await Read(mayWait: true, acknowledges: false).AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
        return reply.Code == ReplyCode.Closed ? throw Closed(reply) : reply.Decode<T>();
    }

    private PendingRequest Read(bool mayWait, bool acknowledges) => _port.Read(mayWait, acknowledges, hold: acknowledges);

    private ReceivedItem<T> Received(in Reply reply)
    {
        var reader = new PayloadReader(reply.Content.Span);
        var delivery = reader.ReadVarUInt64();
        var deliveries = (int)reader.ReadVarUInt32();
        try
        {
            return new ReceivedItem<T>(_reference, delivery, deliveries, PayloadCodec<T>.Instance.Read(ref reader));
        }
        catch
        {
            // An item that cannot be decoded here is put back, for a reader that can.
            ReceivedItem<T>.Settle(_reference, delivery, acknowledged: false);
            throw;
        }
    }

    /// <summary>Whether it is an orderly end; one with an error is thrown.</summary>
    private static bool IsEnd(in Reply reply) =>
        reply.Code == ReplyCode.Closed && (reply.Content.IsEmpty ? true : throw Closed(reply));

    private static ChannelClosedException Closed(in Reply reply)
    {
        var cause = SharedErrors.Decode(reply);
        return cause is null
            ? new ChannelClosedException("The channel was completed: nothing more can be written, and all items have been read.")
            : new ChannelClosedException($"The channel was completed with an error: {cause.Message}", cause);
    }
}
