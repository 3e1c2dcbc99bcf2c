using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>I10: a worker is lost only to jobs that ran on one we killed or that broke the protocol, and to those that killed it
/// themselves.</summary>
internal static class InnocentsUnharmed
{
    public static Finding Check(Evidence evidence)
    {
        var killed = evidence.Faults.Where(fault => fault.Pid > 0).Select(fault => fault.Pid).ToHashSet();
        var hostedKilled = evidence.Faults.Any(fault => fault.Kind == FaultKind.KillHosted);
        var jobs = evidence.Accepted.ToDictionary(job => job.Number);
        var broken = BrokenLinks.Pids(evidence);
        var starts = evidence.Ledger.Where(entry => entry.Mark == LedgerEntry.Start).ToLookup(entry => entry.Number, entry => entry.Pid);
        var violations = new List<string>();
        long looked = 0;
        foreach (var outcome in evidence.Outcomes.Where(outcome => outcome.Kind is OutcomeKind.WorkerLost or OutcomeKind.Poisoned))
        {
            looked++;
            if (!jobs.TryGetValue(outcome.Number, out var job) || job.Fault?.MayKill() == true)
                continue;
            var excused = outcome switch
            {
                { Kind: OutcomeKind.Poisoned } => starts[job.Number].All(killed.Contains),
                // A call that waited for the hosted object as it was is told that the object is gone, not which process.
                { MayHaveRun: false } => job.Kind == JobKind.Hosted && hostedKilled,
                // The outcome of a job may come behind what broke the protocol, where it is not read: only of one that ran there.
                _ => killed.Contains(outcome.Pid) || (broken.Contains(outcome.Pid) && starts[job.Number].Contains(outcome.Pid)),
            };
            if (!excused)
            {
                violations.Add($"job {outcome.Number} ({job.Kind}) ended as {outcome.Kind} by the loss of process {outcome.Pid}, which "
                    + $"nobody had killed {outcome.Detail}");
            }
        }
        return new Finding("I10", "only jobs on a worker we killed lose it", looked, violations);
    }
}
