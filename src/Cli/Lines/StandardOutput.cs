namespace Troupe.Cli.Lines;

/// <summary>Results that go to standard output.</summary>
internal sealed class StandardOutput(Stream stream) : IResultOutput
{
    public void Begin()
    {
        // Is as it is.
    }

    public void Write(ReadOnlySpan<byte> lines) => stream.Write(lines);

    public void Dispose()
    {
        // The process's, not ours.
    }
}
