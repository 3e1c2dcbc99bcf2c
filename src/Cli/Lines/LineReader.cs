namespace Troupe.Cli.Lines;

/// <summary>
/// Cuts a stream into lines at line feeds, as wc and sed count them, and drops one carriage return before a line feed.
/// Holds one line at a time.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    // As much as one message of the pool can hold.
    private const int LongestLine = 1 << 30;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private ReadOnlyMemory<byte> _line;

    /// <summary>The line, without its end; valid until the next move.</summary>
    public ReadOnlySpan<byte> Line => _line.Span;

    /// <summary>The line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes up to the end of the line, its line feed included.</summary>
    public long Position { get; private set; }

    /// <summary>Whether a line feed ended it; false only for a last line without one.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <param name="stop">Ends the wait for more input; what was being read is left behind.</param>
    /// <returns>False at the end of the input.</returns>
    /// <exception cref="OperationCanceledException">The stop came.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken stop)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return Take(searched + found, terminated: true);
            searched = _end - _start;
            if (_ended)
                return searched > 0 && Take(searched, terminated: false);
            MakeRoom();
            // A blocking read, for standard input has no other; the stop leaves it behind.
            var (target, offset) = (_buffer, _end);
            var read = await Task.Run(() => stream.Read(target, offset, target.Length - offset), CancellationToken.None).WaitAsync(stop).ConfigureAwait(false);
            _end += read;
            _ended = read == 0;
        }
    }

    private bool Take(int length, bool terminated)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + (terminated ? 1 : 0);
        Position += length + (terminated ? 1 : 0);
        Terminated = terminated;
        if (terminated && line.Span is [.., (byte)'\r'])
            line = line[..^1];
        if (Number++ == 0 && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        _line = line;
        return true;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        var length = _end - _start;
        if (length >= LongestLine)
            throw new UsageException($"Line {Number + 1} is longer than 1 GiB; one item cannot be larger.");
        var larger = length > _buffer.Length / 2 ? new byte[(int)Math.Min(LongestLine, 2L * _buffer.Length)] : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(larger);
        (_buffer, _start, _end) = (larger, 0, length);
    }
}
