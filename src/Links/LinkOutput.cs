using System.Buffers;
using Troupe.Messages.Frames;

namespace Troupe.Links;

/// <summary>
/// What a link still has to write, in order, with a short queue for urgent frames that go between two parts of a long
/// message. The thread that flushes first writes for all that flush meanwhile; what the peer does not take at once is written by a thread
/// that waits.
/// </summary>
/// <remarks>
/// What is only appended meanwhile waits for its own flush. Else a writer would run after each appending thread, with a write for each few
/// frames.
/// </remarks>
internal sealed class LinkOutput(Link link)
{
    private const int SegmentSize = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Segment> _segments = new();
    private Segment _tail;
    private Segment _urgent;
    private long _pending;
    private bool _writing;
    private bool _flushedMeanwhile;
    private bool _insideFrame;
    private WaitingWriter? _writer;

    /// <summary>A run of bytes to write: rented and ours, or shared with the sender.</summary>
    internal struct Segment
    {
        public byte[]? Rented;
        public ReadOnlyMemory<byte> Bytes;
        public int Length;

        /// <summary>The last frame goes on in the next segment, so nothing urgent may come between.</summary>
        public bool EndsInsideFrame;
    }

    public long Pending => Volatile.Read(ref _pending);

    public void Append(FrameKind kind, ulong id, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            do
            {
                var count = Math.Min(body.Length, FrameHeader.MaximumPayload - head.Length);
                var part = body[..count];
                body = body[count..];
                Put(ref _tail, new FrameHeader(head.Length + count, kind, More(body.Length), id), head, part);
                head = default;
            } while (body.Length > 0);
        }
    }

    public void AppendShared(FrameKind kind, ulong id, ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body)
    {
        lock (_gate)
        {
            do
            {
                var count = Math.Min(body.Length, FrameHeader.MaximumPayload - head.Length);
                var part = body[..count];
                body = body[count..];
                Put(ref _tail, new FrameHeader(head.Length + count, kind, More(body.Length), id), head, default);
                head = default;
                if (count == 0)
                    continue; // An empty segment would read as "nothing left to write".
                _tail.EndsInsideFrame = true;
                SealTail();
                _segments.Enqueue(new Segment { Bytes = part, Length = count });
                Interlocked.Add(ref _pending, count);
            } while (body.Length > 0);
        }
    }

    public void AppendUrgent(FrameKind kind, ulong id, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
            Put(ref _urgent, new FrameHeader(payload.Length, kind, FrameFlags.None, id), payload, default);
    }

    private static FrameFlags More(int rest) => rest > 0 ? FrameFlags.More : FrameFlags.None;

    private void Put(ref Segment segment, FrameHeader header, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var size = FrameHeader.Size + head.Length + body.Length;
        if (segment.Rented is not null && segment.Rented.Length - segment.Length < size)
            SealOrGrow(ref segment, size);
        segment.Rented ??= ArrayPool<byte>.Shared.Rent(Math.Max(SegmentSize, size));
        var free = segment.Rented.AsSpan(segment.Length);
        header.Write(free);
        head.CopyTo(free[FrameHeader.Size..]);
        body.CopyTo(free[(FrameHeader.Size + head.Length)..]);
        segment.Length += size;
        // Not under the gate alone: the writer counts down without it.
        Interlocked.Add(ref _pending, size);
    }

    private void SealOrGrow(ref Segment segment, int size)
    {
        if (segment.Rented == _tail.Rented)
        {
            SealTail();
            return;
        }
        var larger = ArrayPool<byte>.Shared.Rent(segment.Length + Math.Max(size, segment.Length));
        segment.Rented.AsSpan(0, segment.Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(segment.Rented!);
        segment.Rented = larger;
    }

    private void SealTail()
    {
        if (_tail.Rented is null)
            return;
        _tail.Bytes = _tail.Rented.AsMemory(0, _tail.Length);
        _segments.Enqueue(_tail);
        _tail = default;
    }

    /// <summary>Lets the thread that waits, if there is one, end.</summary>
    public void Close() => _writer?.Close();

    public void Flush()
    {
        if (!TryTakeNext(first: true, out var segment))
            return;
        do
        {
            if (!WriteAtOnce(ref segment))
            {
                // The peer does not take more now. Waiting here would stop an actor, so a thread that may wait goes on.
                _writer ??= new WaitingWriter(WriteWaiting);
                _writer.Write(segment);
                Interlocked.MemoryBarrier();
                // Closed just now, before there was a thread to end.
                if (link.Closed)
                    _writer.Close();
                return;
            }
        } while (TryTakeNext(first: false, out segment));
    }

    private bool WriteAtOnce(ref Segment segment)
    {
        while (segment.Length > 0)
        {
            var count = link.TryWriteBytes(segment.Bytes.Span);
            if (count == 0)
                return false;
            Advance(ref segment, count < 0 ? segment.Length : count);
        }
        Release(segment);
        return true;
    }

    private void WriteWaiting(Segment segment)
    {
        do
        {
            while (segment.Length > 0)
            {
                var count = link.WriteBytes(segment.Bytes.Span);
                // An ended link swallows the rest: its reader is the one who reports the end.
                Advance(ref segment, count < 1 ? segment.Length : count);
            }
            Release(segment);
        } while (TryTakeNext(first: false, out segment));
    }

    private void Advance(ref Segment segment, int count)
    {
        segment.Bytes = segment.Bytes[count..];
        segment.Length -= count;
        Interlocked.Add(ref _pending, -count);
    }

    private static void Release(in Segment segment)
    {
        if (segment.Rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Takes the next bytes to write; the one who takes the first is the writer until nothing is left.</summary>
    private bool TryTakeNext(bool first, out Segment segment)
    {
        lock (_gate)
        {
            segment = default;
            if (first && _writing)
            {
                _flushedMeanwhile = true;
                return false;
            }
            if (first)
                SealTail();
            if (!_insideFrame && _urgent.Rented is { } urgent)
            {
                segment = new Segment { Rented = urgent, Bytes = urgent.AsMemory(0, _urgent.Length), Length = _urgent.Length };
                _urgent = default;
            }
            else if (!_segments.TryDequeue(out segment) && _flushedMeanwhile)
            {
                _flushedMeanwhile = false;
                SealTail();
                _segments.TryDequeue(out segment);
            }
            _insideFrame = segment.EndsInsideFrame;
            _writing = segment.Length > 0;
            return _writing;
        }
    }
}
