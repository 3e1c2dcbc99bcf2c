using System.Security.Cryptography;

namespace Troupe.Cli.Lines;

/// <summary>
/// Cuts a stream into lines. At line feeds, it does so as wc and sed do, and drops one carriage return before a line feed and
/// a byte order mark before the first line; at NULs, it leaves all as it is. Holds one line at a time.
/// </summary>
/// <param name="stream">What is read.</param>
/// <param name="separator">What ends a line: a line feed or a NUL.</param>
/// <param name="longest">The most bytes that a line may have.</param>
internal sealed class LineReader(Stream stream, byte separator = LineReader.LineFeed, int longest = LineReader.LongestOfAll)
{
    public const byte LineFeed = (byte)'\n';

    /// <summary>What a message of the pool has besides its item, in bytes, with room to spare.</summary>
    public const int MessageHead = 64;

    /// <summary>As much as the largest message can hold.</summary>
    public const int LongestOfAll = (1 << 30) - MessageHead;

    private readonly IncrementalHash _passed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private ReadOnlyMemory<byte> _line;
    private long _passedLength;
    private ItemKey? _longKey;

    /// <summary>The most bytes that a line may have.</summary>
    public int Longest => longest;

    /// <summary>The line, without its end; empty when it is too long. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Line => _line.Span;

    /// <summary>What the line is.</summary>
    public ItemKey Key => _longKey ?? ItemKey.Of(Line);

    /// <summary>Whether the line is longer than a line may be.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes up to the end of the line, its separator included.</summary>
    public long Position { get; private set; }

    /// <summary>Whether a separator ended it; false only for a last line without one.</summary>
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
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(separator);
            if (found >= 0)
                return Take(searched + found, terminated: true);
            searched = _end - _start;
            if (_ended)
                return searched + _passedLength > 0 && Take(searched, terminated: false);
            if (searched > longest)
                searched = Pass(searched);
            MakeRoom();
            // A blocking read, for standard input has no other; the stop leaves it behind.
            var (target, offset) = (_buffer, _end);
            var read = await Task.Run(() => stream.Read(target, offset, target.Length - offset), CancellationToken.None)
                .WaitAsync(stop).ConfigureAwait(false);
            _end += read;
            _ended = read == 0;
        }
    }

    private bool Take(int length, bool terminated)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + (terminated ? 1 : 0);
        Position += _passedLength + length + (terminated ? 1 : 0);
        Terminated = terminated;
        TooLong = _passedLength + length > longest;
        if (separator == LineFeed)
            line = Trim(line, terminated);
        Number++;
        _longKey = TooLong ? EndLong(line.Span) : null;
        _line = TooLong ? default : line;
        return true;
    }

    private ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line, bool terminated)
    {
        if (terminated && line.Span is [.., (byte)'\r'])
            line = line[..^1];
        return Number == 0 && _passedLength == 0 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
    }

    // Of a line that is too long, only what it is stays known.
    private int Pass(int length)
    {
        _passed.AppendData(_buffer, _start, length);
        _passedLength += length;
        _start = _end = 0;
        return 0;
    }

    private ItemKey EndLong(ReadOnlySpan<byte> rest)
    {
        _passed.AppendData(rest);
        _passedLength = 0;
        return ItemKey.FromHash(_passed.GetHashAndReset());
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        var length = _end - _start;
        var larger = length > _buffer.Length / 2
            ? GC.AllocateUninitializedArray<byte>((int)Math.Min(longest + 1, 2L * _buffer.Length))
            : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(larger);
        (_buffer, _start, _end) = (larger, 0, length);
    }
}
