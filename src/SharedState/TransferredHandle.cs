namespace Troupe.SharedState;

/// <summary>A part of a shared object of this process, as a payload carries it to another one.</summary>
/// <param name="Reference">The object.</param>
/// <param name="Part">Which part, such as an end of a pipe.</param>
internal sealed record TransferredHandle(SharedReference Reference, byte Part);
