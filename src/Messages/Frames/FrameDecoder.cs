using System.Buffers.Binary;

namespace Troupe.Messages.Frames;

/// <summary>What the bytes at hand hold.</summary>
internal enum FrameStatus
{
    /// <summary>The start of a frame that is not whole yet.</summary>
    NeedMore,

    /// <summary>A whole frame.</summary>
    Whole,

    /// <summary>Bytes that no honest peer sends; the link must be closed, there is no way to find the next frame.</summary>
    Violation,
}

/// <summary>
/// Reads frames out of bytes. A pure function: no state, no allocation, so a length that a peer declares costs nothing,
/// and a stream cut at any point gives the same frames.
/// </summary>
internal static class FrameDecoder
{
    private const int KnownFlags = (int)FrameFlags.More;

    /// <summary>Looks at the first frame in <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Bytes received, from the start of a frame.</param>
    /// <param name="maximumPayload">The longest payload that is allowed, in bytes.</param>
    /// <param name="header">The frame's header, unless more bytes are needed to read it.</param>
    /// <returns>Whether the frame is whole: then it takes <see cref="FrameHeader.Size"/> + Length bytes.</returns>
    public static FrameStatus TryRead(ReadOnlySpan<byte> bytes, int maximumPayload, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < FrameHeader.Size)
            return FrameStatus.NeedMore;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var flags = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var kind = (FrameKind)(flags & 0xFF);
        if ((uint)length > (uint)maximumPayload || kind == FrameKind.None || (flags >> 8 & ~KnownFlags) != 0)
            return FrameStatus.Violation;
        header = new FrameHeader(length, kind, (FrameFlags)(flags >> 8), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        return bytes.Length - FrameHeader.Size >= length ? FrameStatus.Whole : FrameStatus.NeedMore;
    }
}
