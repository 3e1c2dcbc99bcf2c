namespace Troupe.Cli.Lines;

/// <summary>Where results go.</summary>
internal interface IResultOutput : IDisposable
{
    /// <summary>
    /// Makes the output ready for the first result: only now is anything that it held changed. Called by <see cref="Write"/>,
    /// and at the end of a run that had no result. Does nothing the second time.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    void Begin();

    /// <exception cref="IOException">It cannot be written.</exception>
    void Write(ReadOnlySpan<byte> lines);
}
