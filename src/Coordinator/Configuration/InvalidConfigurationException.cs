namespace Troupe;

/// <summary>
/// A configuration in HOCON cannot be used: its syntax, a key or a value is wrong. The message tells where, and what is allowed; the
/// properties tell where.
/// </summary>
/// <param name="message">What is wrong where, and what is allowed.</param>
/// <param name="innerException">What it was noticed by; null when there is nothing more to tell.</param>
public sealed class InvalidConfigurationException(
    string message,
    Exception? innerException = null) : FormatException(message, innerException)
{
    /// <summary>The full path of the key, such as <c>troupe.pool.workers</c>; null when the syntax is wrong.</summary>
    public string? Key { get; init; }

    /// <summary>The file, as it was named; null when the configuration came as an object.</summary>
    public string? File { get; init; }

    /// <summary>The line of the file, from 1; null when it is not known.</summary>
    public int? Line { get; init; }
}
