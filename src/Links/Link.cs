using System.Buffers;
using Troupe.Messages.Frames;

namespace Troupe.Links;

/// <summary>
/// A two-way stream of frames between two processes. One thread at a time calls <see cref="Receive"/>; everything else
/// may be called from any thread. Leaves supply the bytes, this class the frames, the buffers and the order of writes.
/// </summary>
/// <remarks>
/// Writing never blocks the writer: <c>Append</c> only gathers, <see cref="Flush"/> writes as much as the peer
/// takes at once and leaves the rest to a thread of its own. So an actor may write to a peer that has stopped reading.
/// </remarks>
internal abstract class Link : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private readonly LinkOutput _output;
    private byte[]? _input;
    private int _inputLength;
    private int _nextReadSize = ReadSize;
    private long _delivered;
    private string? _closeReason;

    /// <summary>Starts with an empty stream.</summary>
    protected Link() => _output = new LinkOutput(this);

    /// <summary>Why the link ended; null while it is open.</summary>
    public string? CloseReason => Volatile.Read(ref _closeReason);

    /// <summary>Bytes of whole frames handed out by <see cref="Receive"/> so far.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Waits for frames.</summary>
    /// <returns>At least one whole frame, owned by the caller; null when the link has ended.</returns>
    /// <exception cref="ProtocolViolationException">The peer sent what no honest peer sends; the link is closed.</exception>
    public FrameBatch? Receive()
    {
        while (true)
        {
            if (TryTakeWholeFrames() is { } batch)
                return batch;
            MakeRoom();
            var count = Closed ? 0 : ReadBytes(_input.AsSpan(_inputLength));
            if (count <= 0)
            {
                Close("the other side ended the link");
                ReleaseInput();
                return null;
            }
            _inputLength += count;
        }
    }

    /// <summary>Adds a whole message to what is written next, cut into parts where it is long. Does not write yet.</summary>
    /// <param name="kind">What the frame says.</param>
    /// <param name="id">The job, submission or function it speaks of.</param>
    /// <param name="payload">The message; copied.</param>
    public void Append(FrameKind kind, ulong id, ReadOnlySpan<byte> payload) => _output.Append(kind, id, [], payload);

    /// <summary>Adds a message made of a short head and a body.</summary>
    /// <param name="kind">What the frame says.</param>
    /// <param name="id">The job, submission or function it speaks of.</param>
    /// <param name="head">The first bytes of the message; short, copied.</param>
    /// <param name="body">The rest of it; copied.</param>
    public void Append(FrameKind kind, ulong id, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) => _output.Append(kind, id, head, body);

    /// <summary>Adds a message made of a short head and a long body that is not copied.</summary>
    /// <param name="kind">What the frame says.</param>
    /// <param name="id">The job, submission or function it speaks of.</param>
    /// <param name="head">The first bytes of the message; short, copied.</param>
    /// <param name="body">The rest of it; must not change until the link has written it.</param>
    public void AppendShared(FrameKind kind, ulong id, ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body) =>
        _output.AppendShared(kind, id, head, body);

    /// <summary>Writes a short message ahead of everything that is still unwritten, between two parts of a long one.</summary>
    /// <param name="kind">What the frame says.</param>
    /// <param name="id">The job or submission it speaks of.</param>
    /// <param name="payload">At most a few KiB; copied.</param>
    public void AppendUrgent(FrameKind kind, ulong id, ReadOnlySpan<byte> payload) => _output.AppendUrgent(kind, id, payload);

    /// <summary>Bytes that are gathered and not written.</summary>
    public long Pending => _output.Pending;

    /// <summary>Writes what was gathered; never blocks.</summary>
    public void Flush() => _output.Flush();

    /// <summary>Ends the link; a <see cref="Receive"/> that waits returns null. What was not written is dropped.</summary>
    /// <param name="reason">Why, for logs and errors; the first reason given counts.</param>
    public void Close(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is null)
            CloseTransport();
    }

    /// <summary>Whether the link has ended.</summary>
    public bool Closed => CloseReason is not null;

    /// <summary>Waits for bytes.</summary>
    /// <param name="destination">Where they go.</param>
    /// <returns>How many came; 0 or less when the stream has ended for whatever reason.</returns>
    protected abstract int ReadBytes(Span<byte> destination);

    /// <summary>Writes without waiting.</summary>
    /// <param name="source">What to write.</param>
    /// <returns>How many bytes were taken, 0 when the peer takes none now, less than 0 when the stream has ended.</returns>
    protected internal abstract int TryWriteBytes(ReadOnlySpan<byte> source);

    /// <summary>Writes and waits for as long as the peer takes.</summary>
    /// <param name="source">What to write.</param>
    /// <returns>How many bytes were taken; less than 1 when the stream has ended.</returns>
    protected internal abstract int WriteBytes(ReadOnlySpan<byte> source);

    /// <summary>Ends the stream under the frames and wakes readers and writers.</summary>
    protected abstract void CloseTransport();

    /// <summary>Closes the link.</summary>
    public void Dispose()
    {
        Close("this side disposed the link");
        _output.Close();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the leaf holds.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private FrameBatch? TryTakeWholeFrames()
    {
        var whole = 0;
        while (true)
        {
            var rest = _input.AsSpan(whole, _inputLength - whole);
            var status = FrameDecoder.TryRead(rest, FrameHeader.MaximumPayload + 64, out var header);
            // What came whole before the violation counts, however the bytes were cut; the next call finds it again.
            if (status == FrameStatus.Violation && whole > 0)
                break;
            if (status == FrameStatus.Violation)
            {
                Close("the other side broke the protocol: a frame header that no honest peer sends");
                ReleaseInput();
                throw new ProtocolViolationException("a frame header that no honest peer sends came in");
            }
            if (status == FrameStatus.NeedMore)
                break;
            whole += FrameHeader.Size + header.Length;
        }
        return whole == 0 ? null : Take(whole);
    }

    private FrameBatch Take(int whole)
    {
        var taken = _input!;
        var rest = _inputLength - whole;
        _nextReadSize = whole > ReadSize ? taken.Length : ReadSize;
        _input = null;
        _inputLength = 0;
        if (rest > 0)
        {
            _input = ArrayPool<byte>.Shared.Rent(Math.Max(_nextReadSize, rest));
            taken.AsSpan(whole, rest).CopyTo(_input);
            _inputLength = rest;
        }
        var batch = new FrameBatch(taken, whole, _delivered);
        Volatile.Write(ref _delivered, batch.EndOffset);
        return batch;
    }

    /// <summary>Doubles the buffer only once it is full: at most twice what has arrived is ever held.</summary>
    private void MakeRoom()
    {
        if (_input is null)
        {
            _input = ArrayPool<byte>.Shared.Rent(_nextReadSize);
        }
        else if (_inputLength == _input.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_input.Length * 2);
            _input.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_input);
            _input = larger;
        }
    }

    private void ReleaseInput()
    {
        if (_input is { } input)
            ArrayPool<byte>.Shared.Return(input);
        (_input, _inputLength) = (null, 0);
    }
}
