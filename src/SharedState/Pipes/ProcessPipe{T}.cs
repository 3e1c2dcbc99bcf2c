using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Troupe.SharedState;
using Troupe.SharedState.FastPaths;
using Troupe.SharedState.Pipes;

namespace Troupe;

/// <summary>
/// One end of a pipe: what is written here is read at the other end, in order. Each end is meant for one process at a time and
/// may move: as an argument of a job, captured, in a result, or through a channel or another pipe. Safe for any thread.
/// </summary>
/// <remarks>
/// When an end is closed, the other one can still read what was written before, and then gets the end of the stream. When the
/// job or the process that used an end dies, the other end is told so. A job that ends normally leaves its end open for the
/// next one.
/// </remarks>
/// <typeparam name="T">The messages' type; it travels as arguments of jobs do, by its declared type.</typeparam>
[JsonConverter(typeof(SharedHandleConverter))]
public sealed class ProcessPipe<T> : IAsyncDisposable, ISharedHandle<ProcessPipe<T>>
{
    internal const byte OneWay = 2;

    private readonly SharedReference _reference;
    private readonly byte _part;
    private readonly ItemPort<T> _port;

    internal ProcessPipe(SharedReference reference, byte part)
    {
        (_reference, _part) = (reference, part);
        _port = new ItemPort<T>(reference, outgoing: End, incoming: (byte)(1 - End), knowsReaders: true);
    }

    static string ISharedHandle<ProcessPipe<T>>.Kind => "pipe";

    static bool ISharedHandle<ProcessPipe<T>>.IsTrackedWhenTransferred => true;

    SharedReference ISharedHandle<ProcessPipe<T>>.Reference => _reference;

    byte ISharedHandle<ProcessPipe<T>>.Part => _part;

    static ProcessPipe<T> ISharedHandle<ProcessPipe<T>>.Bind(SharedReference reference, byte part) => new(reference, (byte)(part & 3));

    /// <summary>Whether messages can be read at this end.</summary>
    public bool CanRead => _part != (OneWay | 1);

    /// <summary>Whether messages can be written at this end.</summary>
    public bool CanWrite => _part != OneWay;

    private byte End => (byte)(_part & 1);

    /// <summary>Writes a message; waits while too many are on their way.</summary>
    /// <param name="message">The message. It is encoded before the call returns.</param>
    /// <param name="cancellationToken">Cancels the wait; the message is not written then.</param>
    /// <returns>A task that completes when the other end can read it.</returns>
    /// <exception cref="PayloadEncodingException">The message cannot be encoded. At the call.</exception>
    /// <exception cref="InvalidOperationException">This is the reading end of a one-way pipe. At the call.</exception>
    /// <exception cref="IOException">The other end, or this one, is closed, or the process there has died; then that is the inner
    /// exception.</exception>
    public ValueTask WriteAsync(T message, CancellationToken cancellationToken = default) =>
        WriteAsync(message, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Writes a message; waits while too many are on their way, but not longer than a given time.</summary>
    /// <param name="message">The message. It is encoded before the call returns.</param>
    /// <param name="timeout">How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait; the message is not written then.</param>
    /// <returns>A task that completes when the other end can read it.</returns>
    /// <exception cref="TimeoutException">There was no room in time; the message was not written.</exception>
    /// <exception cref="PayloadEncodingException">The message cannot be encoded. At the call.</exception>
    /// <exception cref="InvalidOperationException">This is the reading end of a one-way pipe. At the call.</exception>
    /// <exception cref="IOException">The other end, or this one, is closed, or the process there has died; then that is the inner
    /// exception.</exception>
    public ValueTask WriteAsync(T message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        if (!CanWrite)
        {
            throw new InvalidOperationException(
                "This is the reading end of a one-way pipe; write at the other end, or create the pipe with duplex: true.");
        }

        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        ThrowIfGone();
        try
        {
            return _port.Write(message, mayWait: true) is { } pending
                ? WrittenAsync(pending, timeout, cancellationToken)
                : ValueTask.CompletedTask;
        }
        catch (ObjectDisposedException error)
        {
            throw Broken(error);
        }
    }

    /// <summary>Reads the next message; waits for one.</summary>
    /// <param name="cancellationToken">Cancels the call; no message was taken then.</param>
    /// <returns>The message.</returns>
    /// <exception cref="EndOfStreamException">The other end, or this one, is closed and everything was read; when the process there has
    /// died, that is the inner exception.</exception>
    /// <exception cref="InvalidOperationException">This is the writing end of a one-way pipe.</exception>
    public ValueTask<T> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Reads the next message; waits for one, but not longer than a given time.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the call; no message was taken then.</param>
    /// <returns>The message.</returns>
    /// <exception cref="TimeoutException">No message came in time.</exception>
    /// <exception cref="EndOfStreamException">The other end, or this one, is closed and everything was read; when the process there has
    /// died, that is the inner exception.</exception>
    /// <exception cref="InvalidOperationException">This is the writing end of a one-way pipe.</exception>
    public ValueTask<T> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Waiting.Require(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        return CanRead && _port.TryTake(soon: true, out var message)
            ? ValueTask.FromResult(message)
            : ReadWaitingAsync(timeout, cancellationToken);
    }

    /// <summary>Reads the next message if there is one at once. It is exact: a message whose write is done is found.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False when there is none; also at the end.</returns>
    /// <exception cref="InvalidOperationException">This is the writing end of a one-way pipe.</exception>
    public bool TryRead([MaybeNullWhen(false)] out T message)
    {
        if (CanRead && _port.TryTake(soon: false, out message))
            return true;
        var reply = Read(mayWait: false).Wait();
        message = reply.Code == ReplyCode.Done ? reply.Decode<T>() : default;
        return reply.Code == ReplyCode.Done;
    }

    /// <summary>Reads messages until the other end is closed.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="EndOfStreamException">The process at the other end has died, which is the inner exception; after the last
    /// message.</exception>
    /// <exception cref="InvalidOperationException">This is the writing end of a one-way pipe.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (CanRead && _port.TryTake(soon: true, out var message))
            {
                yield return message;
                continue;
            }
            var reply = await Read(mayWait: true).AnswerAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            if (reply.Code != ReplyCode.Closed)
                yield return reply.Decode<T>();
            else if (SharedErrors.Decode(reply) is { } death)
                throw Ended(death);
            else
                yield break;
        }
    }

    /// <summary>
    /// Closes this end, wherever it is called: an end that was handed to another process is closed there, not here. Later calls
    /// change nothing.
    /// </summary>
    public void Close()
    {
        if (_reference.Ended is not null)
            return;
        using var request = _reference.Begin(PipeOperation.Close);
        request.Body.WriteByte(End);
        request.Tell();
    }

    /// <summary>Closes this end, as <see cref="Close"/> does.</summary>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private PendingRequest Read(bool mayWait)
    {
        if (!CanRead)
        {
            throw new InvalidOperationException(
                "This is the writing end of a one-way pipe; read at the other end, or create the pipe with duplex: true.");
        }

        if (_reference.Ended is not null)
            throw Ended(_reference.EndedError());
        return _port.Read(mayWait, acknowledges: false, hold: true);
    }

    private void ThrowIfGone()
    {
        if (_reference.Ended is not null)
            throw Broken(_reference.EndedError());
    }

    private async ValueTask WrittenAsync(PendingRequest pending, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await _port.WrittenAsync(pending, timeout, cancellationToken).ConfigureAwait(false);
        if (reply.Code == ReplyCode.Closed)
            throw Broken(SharedErrors.Decode(reply));
    }

    private async ValueTask<T> ReadWaitingAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await Read(mayWait: true).AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
        return reply.Code == ReplyCode.Closed ? throw Ended(SharedErrors.Decode(reply)) : reply.Decode<T>();
    }

    private static IOException Broken(Exception? cause) =>
        new(
            "The message was not written: "
                + $"{cause?.Message ?? "an end of the pipe is closed. Create a new pipe when there is more to say."}",
            cause);

    private static EndOfStreamException Ended(Exception? cause) =>
        new(cause is null
            ? "The other end of the pipe is closed and everything that was written there has been read."
            : $"The pipe has ended: {cause.Message}", cause);
}
