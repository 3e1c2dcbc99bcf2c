using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>The workers that a job of theirs has made break the protocol.</summary>
internal static class BrokenLinks
{
    /// <summary>Their ids: those that such a job started in, as it wrote down itself, and that nothing else had ended before it
    /// wrote.</summary>
    public static IReadOnlySet<int> Pids(Evidence evidence)
    {
        var breaking = evidence.Accepted.Where(job => job.Fault == FaultKind.BrokenProtocol).Select(job => job.Number).ToHashSet();
        var ended = evidence.Faults.Where(fault => fault.Pid > 0).Select(fault => fault.Pid).ToHashSet();
        return evidence.Ledger.Where(
            entry => entry.Mark == LedgerEntry.Start && breaking.Contains(entry.Number)
                && !ended.Contains(entry.Pid)).Select(entry => entry.Pid).ToHashSet();
    }
}
