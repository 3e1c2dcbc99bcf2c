namespace Troupe.Cli.Exits;

/// <summary>What the user gave cannot be used; the message is shown as it is, and the tool ends with
/// <see cref="ExitCode.Usage"/>.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
