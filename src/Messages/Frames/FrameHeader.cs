using System.Buffers.Binary;

namespace Troupe.Messages.Frames;

/// <summary>
/// The 16 bytes before every payload: length (4, little-endian), kind (1), flags (1), reserved (2, zero), id (8).
/// </summary>
/// <param name="Length">Bytes of payload after the header.</param>
/// <param name="Kind">What the frame says.</param>
/// <param name="Flags">Flags of the frame.</param>
/// <param name="Id">The job, submission or function that the frame speaks of; 0 where a kind has none.</param>
internal readonly record struct FrameHeader(int Length, FrameKind Kind, FrameFlags Flags, ulong Id)
{
    /// <summary>The size of a header in bytes.</summary>
    public const int Size = 16;

    /// <summary>
    /// The largest payload of one frame in bytes, 1 MiB and room for heads: larger messages are cut into parts, so that a
    /// cancel never waits behind more than one part, under a millisecond. A message in one frame is used where it was
    /// received; one in parts is put together elsewhere first.
    /// </summary>
    public const int MaximumPayload = (1024 + 4) * 1024;

    /// <summary>Writes the header.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, Length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], (byte)Kind | ((byte)Flags << 8));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Id);
    }
}
