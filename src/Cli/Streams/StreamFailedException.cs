namespace Troupe.Cli.Streams;

/// <summary>A standard stream is closed or gave an error.</summary>
internal sealed class StreamFailedException(string message) : IOException(message)
{
    /// <summary>Whether it is a pipe that the other side reads no longer, as <c>head</c> does: no reason to say anything.</summary>
    public bool ReaderIsGone { get; init; }
}
