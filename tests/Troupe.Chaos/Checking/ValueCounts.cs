using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>S2: no update of the shared value is lost, and none counts twice.</summary>
internal static class ValueCounts
{
    public static Finding Check(Evidence evidence)
    {
        var counting = evidence.Accepted.Where(job => job.Kind == JobKind.Value).Select(job => job.Number).ToHashSet();
        var done = evidence.Ledger.Count(entry => entry.Mark == LedgerEntry.End && counting.Contains(entry.Number));
        var begun = evidence.Ledger.Count(entry => entry.Mark == LedgerEntry.Start && counting.Contains(entry.Number));
        List<string> violations = evidence.Shared.Counted >= done && evidence.Shared.Counted <= begun
            ? [] : [$"the value was counted up to {evidence.Shared.Counted}, and should be {done} to {begun}"];
        return new Finding("S2", "value: no update lost or doubled", begun, violations, $"{done} ≤ {evidence.Shared.Counted} ≤ {begun}");
    }
}
