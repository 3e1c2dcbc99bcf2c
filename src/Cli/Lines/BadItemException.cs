namespace Troupe.Cli.Lines;

/// <summary>A line is no item: not text, not JSON, or too long. The message names the line.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="kind">The name of the type under which the result's line tells of it.</param>
internal sealed class BadItemException(string message, string kind) : Exception(message)
{
    public string Kind => kind;
}
