using Troupe.Messages.Frames;

namespace Troupe.Links.Flight;

/// <summary>
/// What a worker sends. Frames are staged in the flight record's outbox and written to the link together; bytes that are
/// staged count as sent, since the coordinator reads them from the shared page should the worker die first. Safe for any
/// thread; a frame of items has one writer, the thread that runs the chunk.
/// </summary>
/// <param name="link">Where the bytes go; nothing else may write to it.</param>
/// <param name="record">The worker's flight record.</param>
/// <param name="linkLost">
/// Called, on the thread that writes, when the link takes nothing any longer. What it did not take stays staged, so that the coordinator
/// finds it in the page, and nothing is written after it: a worker ends its process here. May be called again by the next message.
/// </param>
internal sealed class FlightOutbox(Link link, FlightRecord record, Action? linkLost = null)
{
    private const int ItemsHead = 8;

    /// <summary>Longer messages are written straight from the sender's memory.</summary>
    private const int LargestStaged = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly byte[] _head = new byte[FrameHeader.Size + 32];
    private bool _lost;

    /// <summary>Stages a message; writes it at once when it is long.</summary>
    /// <param name="kind">What the frame says.</param>
    /// <param name="id">The job or submission it speaks of.</param>
    /// <param name="head">The first bytes of the message, at most 32.</param>
    /// <param name="body">The rest of it.</param>
    public void Append(FrameKind kind, ulong id, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var size = FrameHeader.Size + head.Length + body.Length;
        lock (_gate)
        {
            if (record.OpenFrame || size > LargestStaged)
            {
                if (TryWriteStaged())
                    WriteParts(kind, id, head, body);
                return;
            }
            var (_, start, length) = record.Staged;
            if (start + length + size > FlightRecord.OutboxSize)
            {
                if (!TryWriteStaged())
                    return;
                (_, start, length) = record.Staged;
            }
            var destination = record.Outbox[(start + length)..];
            new FrameHeader(size - FrameHeader.Size, kind, FrameFlags.None, id).Write(destination);
            head.CopyTo(destination[FrameHeader.Size..]);
            body.CopyTo(destination[(FrameHeader.Size + head.Length)..]);
            record.PublishStaged(length + size);
        }
    }

    /// <summary>Writes everything that is staged; waits for as long as the coordinator takes.</summary>
    public void Flush()
    {
        lock (_gate)
            TryWriteStaged();
    }

    /// <summary>Whether anything is staged and not written.</summary>
    public bool HasStaged => record.Staged.Length > 0;

    /// <summary>
    /// Opens a frame of items, filled in place: each item counts from the moment <see cref="AddItem"/> returns or the raw
    /// counter moves. Until <see cref="CloseItems"/> other messages are written past it, not behind it.
    /// </summary>
    /// <param name="first">The index of the first item.</param>
    /// <param name="itemSize">Bytes per result when all are alike, else 0.</param>
    /// <returns>How many bytes of results fit.</returns>
    public int OpenItems(int first, int itemSize)
    {
        lock (_gate)
        {
            var (_, start, length) = record.Staged;
            if (start + length > FlightRecord.OutboxSize / 2)
            {
                TryWriteStaged();
                (_, start, length) = record.Staged;
            }
            // Staged bytes before the open frame may be written meanwhile; the frame itself never moves.
            (record.OpenItemSize, record.OpenFirst, record.OpenPlace) = (itemSize, first, start + length);
            record.PublishItems(0, 0);
            record.OpenFrame = true;
            return FlightRecord.OutboxSize - record.OpenPlace - FrameHeader.Size - ItemsHead;
        }
    }

    /// <summary>The bytes for the results of the open frame.</summary>
    public Span<byte> ItemSpace => record.Outbox[(record.OpenPlace + FrameHeader.Size + ItemsHead)..];

    /// <summary>How many items of the open frame are done; a raw loop counts it up in place.</summary>
    public ref int ItemCount => ref record.OpenCount;

    /// <summary>Adds one result to the open frame; the caller has made sure that it fits.</summary>
    /// <param name="result">The encoded result.</param>
    public void AddItem(ReadOnlySpan<byte> result)
    {
        var length = record.OpenLength;
        result.CopyTo(ItemSpace[length..]);
        record.PublishItems(length + result.Length, record.OpenCount + 1);
    }

    /// <summary>Notes, before a job itself is noted, that none of its items has begun.</summary>
    public void ForgetItems() => record.NextItem = FlightRecord.NoItem;

    /// <summary>Closes the open frame and stages it; drops it when it is empty.</summary>
    /// <param name="jobId">The chunk's job.</param>
    public void CloseItems(ulong jobId)
    {
        lock (_gate)
        {
            var count = record.OpenCount;
            if (count > 0)
            {
                var (_, start, length) = record.Staged;
                var size = FrameHeader.Size + WriteItemsHead(record, record.Outbox[(start + length)..], jobId);
                record.PublishStaged(length + size);
            }
            record.NextItem = record.OpenFirst + count;
            record.OpenFrame = false;
        }
    }

    /// <summary>Writes header and head of an items frame; shared with the coordinator, who closes it for a dead worker.</summary>
    internal static int WriteItemsHead(FlightRecord record, Span<byte> destination, ulong jobId)
    {
        var count = record.OpenCount;
        var length = record.OpenItemSize > 0 ? count * record.OpenItemSize : record.OpenLength;
        new FrameHeader(ItemsHead + length, FrameKind.Items, FrameFlags.None, jobId).Write(destination);
        BitConverter.TryWriteBytes(destination[FrameHeader.Size..], record.OpenFirst);
        BitConverter.TryWriteBytes(destination[(FrameHeader.Size + 4)..], count);
        return ItemsHead + length;
    }

    /// <returns>False when the link has not taken all of it: then it stays staged.</returns>
    private bool TryWriteStaged()
    {
        var (offset, start, length) = record.Staged;
        if (length == 0 && (start == 0 || record.OpenFrame))
            return !_lost;
        if (!TryWriteAll(record.Outbox.Slice(start, length)))
            return false;
        record.StartEpoch(offset + length, record.OpenFrame ? start + length : 0);
        return true;
    }

    private void WriteParts(FrameKind kind, ulong id, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var written = 0L;
        do
        {
            var count = Math.Min(body.Length, FrameHeader.MaximumPayload - head.Length);
            var flags = count < body.Length ? FrameFlags.More : FrameFlags.None;
            new FrameHeader(head.Length + count, kind, flags, id).Write(_head);
            head.CopyTo(_head.AsSpan(FrameHeader.Size));
            if (!TryWriteAll(_head.AsSpan(0, FrameHeader.Size + head.Length)) || !TryWriteAll(body[..count]))
                return; // It is not staged: its job stays the running one, since the process ends before it can be struck out.
            written += FrameHeader.Size + head.Length + count;
            body = body[count..];
            head = default;
        } while (body.Length > 0);
        var (offset, start, _) = record.Staged;
        record.StartEpoch(offset + written, record.OpenFrame ? start : 0);
    }

    private bool TryWriteAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !_lost)
        {
            var count = link.WriteBytes(bytes);
            _lost = count < 1;
            bytes = bytes[Math.Max(count, 0)..];
        }
        if (_lost)
            linkLost?.Invoke();
        return !_lost;
    }
}
