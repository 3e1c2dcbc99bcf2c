using Troupe.Links;
using Troupe.Messages.Frames;

namespace Troupe.Tests.Sessions;

/// <summary>A link to nobody, which takes everything and keeps it.</summary>
internal sealed class NotedLink : Link
{
    private readonly List<byte> _written = [];

    /// <summary>The first byte of each Cancel frame that was written: how the worker is to end a job.</summary>
    public IReadOnlyList<byte> Cancels =>
        [.. Frames.Where(frame => frame.Kind == FrameKind.Cancel).Select(frame => _written[frame.Payload])];

    /// <summary>What was written, frame by frame.</summary>
    public IEnumerable<FrameKind> Kinds => Frames.Select(frame => frame.Kind);

    private List<(FrameKind Kind, int Payload)> Frames
    {
        get
        {
            var (frames, bytes) = (new List<(FrameKind, int)>(), _written.ToArray());
            for (
                var position = 0;
                FrameDecoder.TryRead(bytes.AsSpan(position), FrameHeader.MaximumPayload, out var header) == FrameStatus.Whole;
                position += FrameHeader.Size + header.Length)
            {
                frames.Add((header.Kind, position + FrameHeader.Size));
            }

            return frames;
        }
    }

    /// <summary>What its end throws; null as a rule.</summary>
    public Exception? CloseError { get; set; }

    protected override int ReadBytes(Span<byte> destination) => 0;

    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => WriteBytes(source);

    protected internal override int WriteBytes(ReadOnlySpan<byte> source)
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
