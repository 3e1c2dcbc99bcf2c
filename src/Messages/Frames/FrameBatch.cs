using System.Buffers;

namespace Troupe.Messages.Frames;

/// <summary>
/// Whole frames that arrived together, in a rented buffer. The receiver of a batch owns it and disposes it after the
/// last use of a payload. Not thread-safe.
/// </summary>
internal sealed class FrameBatch : IDisposable
{
    private byte[]? _buffer;
    private readonly int _end;
    private int _position;
    private int _payloadLength;

    /// <summary>Takes over a rented buffer.</summary>
    /// <param name="buffer">A buffer from <see cref="ArrayPool{T}.Shared"/>; it is returned by <see cref="Dispose"/>.</param>
    /// <param name="length">How many bytes, from the start, are whole and valid frames.</param>
    /// <param name="streamOffset">How many bytes of the link came before this batch.</param>
    public FrameBatch(byte[] buffer, int length, long streamOffset)
    {
        _buffer = buffer;
        _end = length;
        EndOffset = streamOffset + length;
    }

    /// <summary>How many bytes the link had delivered with the end of this batch.</summary>
    public long EndOffset { get; }

    /// <summary>The payload of the frame that <see cref="TryNext"/> moved to; valid until the batch is disposed.</summary>
    public ReadOnlyMemory<byte> Payload => _buffer.AsMemory(_position - _payloadLength, _payloadLength);

    /// <summary>Moves to the next frame.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="payload">Its payload; valid until the batch is disposed.</param>
    /// <returns>False when there is no further frame.</returns>
    public bool TryNext(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        var rest = _buffer.AsSpan(_position, _end - _position);
        if (FrameDecoder.TryRead(rest, int.MaxValue, out header) != FrameStatus.Whole)
        {
            payload = default;
            return false;
        }
        payload = rest.Slice(FrameHeader.Size, header.Length);
        _position += FrameHeader.Size + header.Length;
        _payloadLength = header.Length;
        return true;
    }

    /// <summary>Returns the buffer. Safe to call twice.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
