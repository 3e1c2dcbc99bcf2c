using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>I5: a job that is said not to have run has not run.</summary>
internal static class NotRunIsTrue
{
    public static Finding Check(Evidence evidence)
    {
        var started = evidence.Ledger.Where(entry => entry.Mark == LedgerEntry.Start).Select(entry => entry.Number).ToHashSet();
        var notRun = evidence.Outcomes.Where(outcome => !outcome.MayHaveRun).ToList();
        var violations = notRun.Where(outcome => started.Contains(outcome.Number))
            .Select(outcome => $"job {outcome.Number} ended as {outcome.Kind} and was said not to have run, but it has").ToList();
        return new Finding("I5", "what is said not to have run has not run", notRun.Count, violations);
    }
}
