namespace Troupe.Shared;

/// <summary>To a shared object, in its own process: a job is given a part of it.</summary>
/// <param name="Part">Which.</param>
internal sealed record PartGiven(byte Part);
