namespace Troupe.Chaos.Records;

/// <summary>What a job's task said at its end.</summary>
/// <param name="Number">The job.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="Pid">The worker that was lost, or on which its time ran out; 0 when none was.</param>
/// <param name="MayHaveRun">False only when the pool says that the job's code surely has not run.</param>
/// <param name="Value">What the result is, hashed; 0 without one.</param>
/// <param name="CancelAsked">Whether its caller had asked for its end.</param>
/// <param name="Detail">The text of an error that no job should end with; else empty.</param>
internal sealed record JobOutcome(long Number, OutcomeKind Kind, int Pid, bool MayHaveRun, ulong Value, bool CancelAsked, string Detail);
