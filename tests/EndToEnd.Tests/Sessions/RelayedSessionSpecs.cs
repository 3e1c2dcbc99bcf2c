namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>The contract over a wire that carries each message at once.</summary>
public sealed class RelayedSessionSpecs : RelayedContract;
