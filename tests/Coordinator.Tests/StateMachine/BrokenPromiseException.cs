namespace Troupe.Tests.StateMachine;

/// <summary>The dispatcher did what the reference forbids, or did not do what it demands.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
