namespace Troupe.Chaos.Records;

/// <summary>A job that the pool has accepted.</summary>
/// <param name="Number">The runner's own number; the pool's ids play no part in the checks.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Fault">The fault it is; null for the load.</param>
/// <param name="Attempts">How often it may start.</param>
/// <param name="Expected">The value a result must have, computed from the input.</param>
/// <param name="AtEnd">Whether it was submitted just before the pool's end, which may cancel it.</param>
internal sealed record AcceptedJob(long Number, JobKind Kind, FaultKind? Fault, int Attempts, ulong Expected, bool AtEnd);
