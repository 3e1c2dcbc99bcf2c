namespace Troupe.Cli.Streams;

/// <summary>Standard error: what cannot be said is dropped, for the results are what counts, and there is no one left to tell.</summary>
internal sealed class ErrorStream(Stream inner) : SequentialStream
{
    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException)
        {
            // Closed, a full disk, a terminal that has gone: see above.
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
