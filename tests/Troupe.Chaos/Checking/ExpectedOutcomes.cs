using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>I2: no outcome is lost, none is told twice, none is of a kind that its job cannot have.</summary>
internal static class ExpectedOutcomes
{
    public static Finding Check(Evidence evidence)
    {
        var jobs = evidence.Accepted.ToDictionary(job => job.Number);
        var stopped = evidence.Faults.Where(fault => fault.Kind == FaultKind.Stop).Select(fault => fault.Pid).ToHashSet();
        var starts = evidence.Ledger.Where(entry => entry.Mark == LedgerEntry.Start).ToLookup(entry => entry.Number);
        var excused = new HashSet<int>();
        var seen = new HashSet<long>();
        var violations = new List<string>();
        var (lost, unexpected, duplicated) = (0, 0, 0);
        foreach (var outcome in evidence.Outcomes)
        {
            if (!seen.Add(outcome.Number))
            {
                duplicated++;
                violations.Add($"job {outcome.Number} was told twice how it ended");
            }
            else if (!jobs.TryGetValue(outcome.Number, out var job))
            {
                unexpected++;
                violations.Add($"job {outcome.Number} ended, which nobody has submitted");
            }
            else if (!MayEnd(job, outcome) && !WasStopped(outcome))
            {
                unexpected++;
                violations.Add(
                    $"job {outcome.Number} ({job.Fault?.ToString() ?? job.Kind.ToString()}) ended as {outcome.Kind} {outcome.Detail}");
            }
        }
        foreach (var job in evidence.Accepted.Where(job => !seen.Contains(job.Number)))
        {
            lost++;
            violations.Add($"nobody was told how job {job.Number} ({job.Kind}) ended");
        }
        return new Finding(
            "I2",
            "no lost, unexpected or duplicated outcome",
            evidence.Outcomes.Count,
            violations,
            $"lost {lost}, unexpected {unexpected}, duplicated {duplicated}");

        // The outcome names the worker it was on: a stopped one, which runs one job and no other after it. That it did not get as
        // far as its first line of code, since the worker was still decoding, changes nothing; that its last line is of another process
        // does.
        bool WasStopped(JobOutcome outcome) =>
            outcome.Kind == OutcomeKind.TimedOut && stopped.Contains(outcome.Pid)
            && (!starts.Contains(outcome.Number) || starts[outcome.Number].MaxBy(start => start.Attempt).Pid == outcome.Pid)
            && excused.Add(outcome.Pid);
    }

    private static bool MayEnd(AcceptedJob job, JobOutcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Result => job.Kind != JobKind.Throw && job.Fault?.IsDeadly() != true && job.Fault != FaultKind.EndlessLoop,
        OutcomeKind.Thrown => job.Kind == JobKind.Throw || job.Fault == FaultKind.HeapLimit,
        OutcomeKind.Cancelled => outcome.CancelAsked || job.AtEnd,
        // Whose fault the loss was is another question: I10.
        OutcomeKind.WorkerLost => true,
        OutcomeKind.Poisoned => job.Attempts > 1,
        OutcomeKind.TimedOut => job.Fault == FaultKind.EndlessLoop,
        OutcomeKind.TimedOutInQueue => job.Kind == JobKind.Impatient,
        _ => false,
    };
}
