namespace Troupe.Shared;

/// <summary>To a shared object, in its own process: a job that was given a part of it has ended.</summary>
/// <param name="Part">Which.</param>
/// <param name="Lost">How its process died with it; null when it ended in any other way.</param>
internal sealed record PartReturned(byte Part, string? Lost);
