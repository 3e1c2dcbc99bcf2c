using Troupe.Platform.Texts;

namespace Troupe.Processes;

/// <summary>Keeps the last bytes of a stream for the report of its process' death.</summary>
/// <remarks>One thread appends, any may read.</remarks>
internal sealed class TextTail(int capacity)
{
    private readonly Lock _gate = new();
    private readonly byte[] _ring = new byte[capacity];
    private long _total;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            // Only the end of a large piece can survive it.
            var kept = bytes.Length > capacity ? bytes[^capacity..] : bytes;
            _total += bytes.Length - kept.Length;
            var at = (int)(_total % capacity);
            var first = Math.Min(kept.Length, capacity - at);
            kept[..first].CopyTo(_ring.AsSpan(at));
            kept[first..].CopyTo(_ring);
            _total += kept.Length;
        }
    }

    /// <summary>The kept bytes as text, lines kept, other control characters escaped.</summary>
    public override string ToString()
    {
        byte[] bytes;
        lock (_gate)
        {
            var at = (int)(_total % capacity);
            bytes = _total <= capacity ? _ring[..(int)_total] : [.. _ring[at..], .. _ring[..at]];
        }

        // The cut may have gone through a character: up to three bytes of its rest are no text.
        var start = 0;
        while (_total > capacity && start < 3 && start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
            start++;

        return PrintableText.Decode(bytes.AsSpan(start), keepLines: true);
    }
}
