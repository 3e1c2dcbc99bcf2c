using System.Buffers;

namespace Troupe.Messages.Frames;

/// <summary>
/// Puts a message that came in parts together. One message at a time: a part of another message before the last part is
/// a violation. Grows with what has arrived, never by what a peer declares. Not thread-safe.
/// </summary>
/// <param name="maxMessageBytes">
/// The longest payload that is accepted, in bytes. What the protocol puts before it comes on top, and the text of an error
/// is never refused.
/// </param>
internal sealed class PartAssembly(long maxMessageBytes) : IDisposable
{
    /// <summary>More than the longest head of any message.</summary>
    private const int LongestHead = 256;

    /// <summary>More than the longest error, whose texts are cut before they are sent.</summary>
    private const int LongestError = 1 << 20;

    private readonly long _limit = Math.Min(Math.Max(maxMessageBytes, LongestError), Array.MaxLength - LongestHead) + LongestHead;
    private byte[]? _buffer;
    private int _length;
    private int _lastLength;
    private bool _whole;
    private FrameKind _kind;
    private ulong _id;

    /// <summary>Takes the next frame.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="part">The frame's payload.</param>
    /// <param name="message">The whole message, when this was a whole frame or the last part; valid until the next call.</param>
    /// <returns>Whether <paramref name="message"/> is set.</returns>
    /// <exception cref="ProtocolViolationException">Two messages are interleaved, or the message is too long.</exception>
    public bool TryComplete(in FrameHeader header, ReadOnlySpan<byte> part, out ReadOnlySpan<byte> message)
    {
        _whole = false;
        var more = (header.Flags & FrameFlags.More) != 0;
        if (!more && !IsOpenFor(header))
        {
            message = part;
            return true;
        }
        message = default;
        if (_kind == FrameKind.None)
        {
            (_kind, _id, _length) = (header.Kind, header.Id, 0);
        }
        else if (!IsOpenFor(header))
        {
            throw new ProtocolViolationException($"a part of {header.Kind} {header.Id} came before the last part of {_kind} {_id}");
        }
        Add(part);
        if (more)
            return false;
        message = _buffer.AsSpan(0, _length);
        (_kind, _whole, _lastLength) = (FrameKind.None, true, _length);
        return true;
    }

    /// <summary>Hands over the buffer in which the message of the last call lies, from its start.</summary>
    /// <returns>The buffer, from <see cref="ArrayPool{T}.Shared"/>; null when that message was a whole frame.</returns>
    public byte[]? Detach()
    {
        if (!_whole)
            return null;
        var message = _buffer;
        (_buffer, _whole) = (null, false);
        return message;
    }

    private bool IsOpenFor(in FrameHeader header) => _kind == header.Kind && _id == header.Id;

    private void Add(ReadOnlySpan<byte> part)
    {
        var needed = (long)_length + part.Length;
        if (needed > _limit)
            throw new ProtocolViolationException($"a message of more than {_limit} bytes came in ({_kind} {_id})");
        if (_buffer is null || needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared
                .Rent((int)Math.Min(Math.Max(Math.Max(needed, 2L * _length), _buffer is null ? _lastLength : 0), Array.MaxLength));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Release();
            _buffer = larger;
        }
        part.CopyTo(_buffer.AsSpan(_length));
        _length = (int)needed;
    }

    private void Release()
    {
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
    }

    /// <summary>Returns the buffer and drops a message that is not whole.</summary>
    public void Dispose()
    {
        Release();
        (_kind, _length) = (FrameKind.None, 0);
    }
}
