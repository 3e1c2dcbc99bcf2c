using Troupe.Chaos.Records;

namespace Troupe.Chaos.Faults;

/// <summary>One fault of a schedule.</summary>
/// <param name="At">When, from the beginning of the storm.</param>
/// <param name="Kind">What.</param>
/// <param name="Salt">Chooses the victim and details.</param>
internal readonly record struct ScheduledFault(TimeSpan At, FaultKind Kind, int Salt);
