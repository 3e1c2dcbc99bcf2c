namespace Troupe.Processes.Stacks;

/// <summary>What a thread was doing.</summary>
/// <param name="Thread">The system's number of the thread.</param>
/// <param name="Frames">Methods with their parameters, the innermost first.</param>
internal sealed record ThreadStack(ulong Thread, IReadOnlyList<string> Frames);
