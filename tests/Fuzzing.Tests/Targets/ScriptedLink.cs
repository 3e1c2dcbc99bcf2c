using Troupe.Links;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>A link whose other side says what a test wants, in pieces of whatever size, and takes everything.</summary>
internal sealed class ScriptedLink(ReadOnlyMemory<byte> stream, Func<int, int> nextPiece) : Link
{
    private int _position;

    protected override int ReadBytes(Span<byte> destination)
    {
        var left = stream.Length - _position;
        if (left == 0)
            return 0;
        var piece = Math.Clamp(nextPiece(left), 1, Math.Min(left, destination.Length));
        stream.Span.Slice(_position, piece).CopyTo(destination);
        _position += piece;
        return piece;
    }

    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => source.Length;

    protected internal override int WriteBytes(ReadOnlySpan<byte> source) => source.Length;

    protected override void CloseTransport()
    {
        // There is nothing under it.
    }
}
