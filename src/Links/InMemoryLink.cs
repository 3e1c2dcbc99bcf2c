using System.IO.Pipelines;

namespace Troupe.Links;

/// <summary>A link inside one process, byte for byte like the others: for tests and for actor systems side by side.</summary>
internal sealed class InMemoryLink : Link
{
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _writeGate = new();

    private InMemoryLink(PipeReader reader, PipeWriter writer) => (_reader, _writer) = (reader, writer);

    /// <summary>Makes the two ends of a link.</summary>
    /// <returns>Both ends, already connected.</returns>
    public static (InMemoryLink First, InMemoryLink Second) CreatePair()
    {
        var options = new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        return (new InMemoryLink(back.Reader, there.Writer), new InMemoryLink(there.Reader, back.Writer));
    }

    /// <inheritdoc/>
    protected override int ReadBytes(Span<byte> destination)
    {
        try
        {
            // A pipe has no blocking read; this leaf carries tests, where a blocked thread costs nothing.
            var read = _reader.ReadAsync(_end.Token).AsTask().GetAwaiter().GetResult();
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, destination.Length));
            var position = 0;
            foreach (var segment in bytes)
            {
                segment.Span.CopyTo(destination[position..]);
                position += segment.Length;
            }
            _reader.AdvanceTo(bytes.End);
            return position;
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException)
        {
            return 0; // Closed on this side or on the other.
        }
    }

    /// <inheritdoc/>
    protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => WriteBytes(source);

    /// <inheritdoc/>
    protected internal override int WriteBytes(ReadOnlySpan<byte> source)
    {
        lock (_writeGate)
        {
            if (Closed)
                return -1;
            try
            {
                source.CopyTo(_writer.GetSpan(source.Length));
                _writer.Advance(source.Length);
                _ = _writer.FlushAsync().AsTask(); // Without a pause threshold it is complete at once.
                return source.Length;
            }
            catch (InvalidOperationException)
            {
                return -1; // The other end has completed the pipe.
            }
        }
    }

    /// <inheritdoc/>
    protected override void CloseTransport()
    {
        lock (_writeGate)
            _writer.Complete();
        _end.Cancel();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _end.Dispose();
        base.Dispose(disposing);
    }
}
