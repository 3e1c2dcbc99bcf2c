using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>I4: who got a result has an attempt that came to its end, and the value is the right one.</summary>
internal static class ResultsAreRight
{
    public static Finding Check(Evidence evidence)
    {
        var jobs = evidence.Accepted.ToDictionary(job => job.Number);
        var ended = evidence.Ledger.Where(entry => entry.Mark == LedgerEntry.End).Select(entry => entry.Number).ToHashSet();
        var violations = new List<string>();
        long looked = 0;
        foreach (var outcome in evidence.Outcomes.Where(outcome => outcome.Kind == OutcomeKind.Result))
        {
            looked++;
            if (!ended.Contains(outcome.Number))
                violations.Add($"job {outcome.Number} has a result, but none of its attempts came to its end");
            if (jobs.TryGetValue(outcome.Number, out var job) && outcome.Value != job.Expected)
                violations.Add($"job {outcome.Number} ({job.Kind}) has the result {outcome.Value:x}, and should have {job.Expected:x}");
        }
        return new Finding("I4", "a result is of an ended attempt, and right", looked, violations);
    }
}
