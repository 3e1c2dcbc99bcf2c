namespace Troupe.Chaos;

/// <summary>What a run is asked for on the command line.</summary>
/// <param name="Seconds">How long the load lasts.</param>
/// <param name="Seed">What the schedule of faults and the mix of jobs depend on.</param>
/// <param name="KillEvery">Seconds from one fault to the next on average; null for 1 to 3.</param>
/// <param name="Parents">How many parents are killed.</param>
/// <param name="Json">Where the report goes as JSON; null for nowhere.</param>
internal sealed record ChaosOptions(int Seconds, int Seed, double? KillEvery, int Parents, string? Json);
