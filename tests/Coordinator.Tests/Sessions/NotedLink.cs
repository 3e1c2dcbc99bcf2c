using Troupe.Messages.Frames;
using Troupe.Remoting.Links;

namespace Troupe.Tests.Sessions;

/// <summary>A link to nobody, which takes everything and keeps it.</summary>
internal sealed class NotedLink : Link
{
    private readonly List<byte> _written = [];

    /// <summary>The first byte of each Cancel frame that was written: how the worker is to end a job.</summary>
    public IReadOnlyList<byte> Cancels
    {
        get
        {
            var (cancels, bytes) = (new List<byte>(), _written.ToArray());
            for (var position = 0; FrameDecoder.TryRead(bytes.AsSpan(position), FrameHeader.MaximumPayload, out var header) == FrameStatus.Whole; position += FrameHeader.Size + header.Length)
            {
                if (header.Kind == FrameKind.Cancel)
                    cancels.Add(bytes[position + FrameHeader.Size]);
            }
            return cancels;
        }
    }

    /// <summary>What its end throws; null as a rule.</summary>
    public Exception? CloseError { get; set; }

    protected override int ReadBytes(Span<byte> destination) => 0;

    protected override int TryWriteBytes(ReadOnlySpan<byte> source) => WriteBytes(source);

    protected override int WriteBytes(ReadOnlySpan<byte> source)
    {
        _written.AddRange(source);
        return source.Length;
    }

    protected override void CloseTransport()
    {
        if (CloseError is { } error)
            throw error;
    }
}
