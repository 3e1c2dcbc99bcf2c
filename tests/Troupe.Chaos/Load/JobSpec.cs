using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>A job that is to be submitted.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Amount">How long, or how much, in the kind's own unit.</param>
/// <param name="Retriable">Whether it may start again when its worker dies.</param>
/// <param name="CancelAfter">When its caller loses patience; null for never.</param>
internal readonly record struct JobSpec(JobKind Kind, int Amount, bool Retriable, TimeSpan? CancelAfter);
