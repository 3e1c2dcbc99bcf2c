using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>I3: a job starts at most once, a retriable one at most as often as it may, and no attempt starts twice.</summary>
internal static class StartsBounded
{
    public static Finding Check(Evidence evidence)
    {
        var starts = evidence.Ledger.Where(entry => entry.Mark == LedgerEntry.Start)
            .ToLookup(entry => entry.Number, entry => entry.Attempt);
        var violations = new List<string>();
        long looked = 0;
        foreach (var job in evidence.Accepted)
        {
            var attempts = starts[job.Number].ToList();
            looked += attempts.Count;
            if (attempts.Count > job.Attempts)
                violations.Add($"job {job.Number} ({job.Kind}) started {attempts.Count} times, and may {job.Attempts} times");
            if (attempts.Distinct().Count() < attempts.Count)
                violations.Add($"an attempt of job {job.Number} ({job.Kind}) started twice: {string.Join(", ", attempts)}");
        }
        var again = starts.Sum(job => job.Count() - 1);
        return new Finding("I3", "no job starts more often than it may", looked, violations, $"{again} further attempts");
    }
}
