using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Links;

/// <summary>A link that keeps what is written and can be told how much it takes and when it dies.</summary>
internal sealed class ScriptedLink : Link
{
    private readonly MemoryStream _written = new();

    public int LargestWrite { get; init; } = int.MaxValue;

    public long TakesAtOnce { get; init; } = long.MaxValue;

    public Action? BeforeWrite { get; set; }

    /// <summary>What happens in the moment in which the peer takes no more.</summary>
    public Action? WhenFull { get; set; }

    /// <summary>After so many bytes the process is no more: the write that passes it throws.</summary>
    public long DiesAfter { get; set; } = long.MaxValue;

    /// <summary>After so many bytes the link takes nothing any longer, and the process goes on.</summary>
    public long BreaksAfter { get; set; } = long.MaxValue;

    public int Written => (int)_written.Length;

    protected override int ReadBytes(Span<byte> destination) => 0;

    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source)
    {
        if (_written.Length < TakesAtOnce)
            return WriteBytes(source);
        WhenFull?.Invoke();
        return 0;
    }

    protected internal override int WriteBytes(ReadOnlySpan<byte> source)
    {
        BeforeWrite?.Invoke();
        if (_written.Length >= BreaksAfter)
            return -1;
        var count = (int)Math.Min(Math.Min(source.Length, LargestWrite), Math.Min(DiesAfter, BreaksAfter) - _written.Length);
        _written.Write(source[..count]);
        return count > 0 ? count : throw new DeathException();
    }

    protected override void CloseTransport()
    {
    }

    /// <summary>Bytes of whole frames among what was written.</summary>
    public int WholeBytes
    {
        get
        {
            var whole = 0;
            foreach (var frame in Frames())
                whole += FrameHeader.Size + frame.Length;
            return whole;
        }
    }

    public IReadOnlyList<FrameHeader> Frames()
    {
        var frames = new List<FrameHeader>();
        var rest = _written.GetBuffer().AsSpan(0, Written);
        while (FrameDecoder.TryRead(rest, FrameHeader.MaximumPayload + 64, out var header) is FrameStatus.Whole)
        {
            frames.Add(header);
            rest = rest[(FrameHeader.Size + header.Length)..];
        }
        return frames;
    }

    public List<SentMessage> Messages() => Messages(new PartAssembly(long.MaxValue));

    public List<SentMessage> Messages(PartAssembly parts)
    {
        // Not disposed: the array is none of the pool's.
        return SentMessage.Of(new FrameBatch(_written.ToArray(), Written, 0), parts);
    }

    /// <summary>Forgets what was written and goes on: for long runs that check as they go.</summary>
    public void Forget() => _written.SetLength(0);
}

/// <summary>Stands for the moment a worker is killed.</summary>
internal sealed class DeathException : Exception;
