using System.Buffers;
using Troupe.Messages.Frames;

namespace Troupe.Links.Flight;

/// <summary>Reads from a dead worker's page what it had ready and had not written to the link.</summary>
internal static class FlightRecovery
{
    /// <summary>Gives the frames that the link never delivered.</summary>
    /// <param name="record">The dead worker's record; nothing writes to it any longer.</param>
    /// <param name="received">How many bytes of whole frames the link delivered, after it was read to its end.</param>
    /// <returns>The missing frames in order, owned by the caller; null when there are none.</returns>
    /// <exception cref="ProtocolViolationException">The page contradicts the link: the worker's memory was damaged.</exception>
    public static FrameBatch? MissingFrames(FlightRecord record, long received)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!record.IsIntact)
            throw new ProtocolViolationException("the worker's shared page was written over");
        var (offset, start, length) = record.Staged;
        var skip = received - offset;
        if (skip < 0)
            return null; // Some of what was sent never came: what follows it cannot be read without it.
        if (start < 0 || length < 0 || (long)start + length > FlightRecord.OutboxSize || (length > 0 && skip > length))
            throw new ProtocolViolationException("the worker's shared page contradicts what it has sent");
        // Beyond an empty outbox: it died inside or behind a long message that went past it, and none of that is missing.
        skip = Math.Min(skip, length);
        var missing = record.Outbox.Slice(start + (int)skip, length - (int)skip);
        var open = record.OpenFrame && record.OpenPlace == start + length && record.OpenCount > 0 && record.RunningJob != 0;
        var buffer = ArrayPool<byte>.Shared.Rent(FlightRecord.OutboxSize);
        missing.CopyTo(buffer);
        var end = missing.Length;
        if (open)
            end += CopyOpenFrame(record, start + length, buffer.AsSpan(end));
        end = WholeFrames(buffer.AsSpan(0, end));
        if (end > 0)
            return new FrameBatch(buffer, end, received);
        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    private static int CopyOpenFrame(FlightRecord record, int start, Span<byte> destination)
    {
        var results = record.OpenItemSize > 0 ? (long)record.OpenCount * record.OpenItemSize : record.OpenLength;
        var size = FrameHeader.Size + 8 + results;
        if (record.OpenCount < 0 || results < 0 || start + size > FlightRecord.OutboxSize || size > destination.Length)
            throw new ProtocolViolationException("the worker's shared page holds an impossible frame");
        record.Outbox.Slice(start, (int)size).CopyTo(destination);
        FlightOutbox.WriteItemsHead(record, destination, record.RunningJob);
        return (int)size;
    }

    private static int WholeFrames(ReadOnlySpan<byte> bytes)
    {
        var whole = 0;
        while (FrameDecoder.TryRead(bytes[whole..], FlightRecord.OutboxSize, out var header) is var status)
        {
            if (status == FrameStatus.Violation)
                throw new ProtocolViolationException("the worker's shared page holds bytes that are no frames");
            if (status == FrameStatus.NeedMore)
                break;
            whole += FrameHeader.Size + header.Length;
        }
        return whole;
    }
}
