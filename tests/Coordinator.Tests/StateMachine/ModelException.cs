namespace Troupe.Tests.StateMachine;

/// <summary>An error of the program's own: to make it runs the program's code.</summary>
public sealed class ModelException(string message) : Exception(message);
