using Troupe.Chaos.Jobs;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>Says in the checker's words what a job's task said.</summary>
internal static class Outcomes
{
    public static JobOutcome OfResult(long number, ulong value, bool cancelAsked) =>
        new(number, OutcomeKind.Result, 0, MayHaveRun: true, value, cancelAsked, "");

    public static JobOutcome OfError(long number, Exception error, bool cancelAsked)
    {
        var (kind, pid, mayHaveRun) = error switch
        {
            OperationCanceledException => (OutcomeKind.Cancelled, 0, true),
            JobPoisonedException => (OutcomeKind.Poisoned, 0, true),
            WorkerLostException lost => (OutcomeKind.WorkerLost, lost.Pid, lost.MayHaveRun),
            JobTimeoutException { Started: true } late => (OutcomeKind.TimedOut, late.Pid, true),
            JobTimeoutException => (OutcomeKind.TimedOutInQueue, 0, false),
            InvalidOperationException { Message: PlainJobs.Thrown } => (OutcomeKind.Thrown, 0, true),
            OutOfMemoryException => (OutcomeKind.Thrown, 0, true),
            _ => (OutcomeKind.Other, 0, true),
        };
        var detail = kind is OutcomeKind.Other or OutcomeKind.WorkerLost
            ? $"{error.GetType().Name}: {error.Message[..Math.Min(300, error.Message.Length)]}"
            : "";
        return new JobOutcome(number, kind, pid, mayHaveRun, 0, cancelAsked, detail);
    }
}
