namespace Troupe.TestKit;

/// <summary>What a <see cref="TestProbe"/> expected did not happen.</summary>
/// <param name="message">What was expected and what came instead.</param>
public sealed class ProbeException(string message) : Exception(message);
