namespace Troupe.Links.Tests.Links;

/// <summary>A link whose other side has said these bytes, which come in pieces of one size.</summary>
internal sealed class CutLink(byte[] stream, int piece) : Link
{
    private int _position;

    protected override int ReadBytes(Span<byte> destination)
    {
        var count = Math.Min(Math.Min(piece, stream.Length - _position), destination.Length);
        stream.AsSpan(_position, count).CopyTo(destination);
        _position += count;
        return count;
    }

    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => source.Length;

    protected internal override int WriteBytes(ReadOnlySpan<byte> source) => source.Length;

    protected override void CloseTransport()
    {
    }
}
