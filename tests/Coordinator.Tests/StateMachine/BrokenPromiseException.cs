namespace Troupe.Tests.StateMachine;

/// <summary>The coordinator did what the reference forbids, or did not do what it demands.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
