namespace Troupe.Chaos.Records;

/// <summary>A line of the kill log.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Pid">To which process; 0 when a job does it to its own worker, whose id the ledger has.</param>
/// <param name="At">When, in milliseconds of the run.</param>
internal sealed record InjectedFault(FaultKind Kind, int Pid, double At);
