namespace Troupe.Processes;

/// <summary>Cuts a stream into lines of bounded length and queues them for the sink.</summary>
internal sealed class ForwardTarget(OutputKind kind, OutputQueue queue) : OutputTarget
{
    /// <summary>Longest line passed on, in bytes; the rest up to its end is dropped and counted.</summary>
    internal const int LongestLine = 16 * 1024;

    private byte[] _line = [];
    private int _length;
    private bool _cutting;

    internal override void Accept(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            Append(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                return;

            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    internal override void Complete()
    {
        if (_length > 0 || _cutting)
            EndLine();

        queue.Complete();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_cutting)
        {
            queue.Dropped(bytes.Length);
            return;
        }

        var room = LongestLine - _length;
        var kept = bytes[..Math.Min(room, bytes.Length)];
        if (_line.Length < _length + kept.Length)
            Array.Resize(ref _line, Math.Min(LongestLine, Math.Max(1024, 2 * (_length + kept.Length))));

        kept.CopyTo(_line.AsSpan(_length));
        _length += kept.Length;
        if (bytes.Length > room)
        {
            _cutting = true;
            queue.Post(kind, _line.AsSpan(0, _length), cut: true);
            queue.Dropped(bytes.Length - room);
            _length = 0;
        }
    }

    private void EndLine()
    {
        if (!_cutting)
        {
            var line = _line.AsSpan(0, _length);
            queue.Post(kind, line.EndsWith("\r"u8) ? line[..^1] : line, cut: false);
        }

        _cutting = false;
        _length = 0;
    }
}
