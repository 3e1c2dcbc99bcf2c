using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>S4: what a job that ended well has put into the dictionary is there, and nothing else is.</summary>
internal static class DictionaryKeeps
{
    public static Finding Check(Evidence evidence)
    {
        var jobs = evidence.Accepted.Where(job => job.Kind == JobKind.Dictionary).ToDictionary(job => job.Number);
        var violations = new List<string>();
        foreach (var outcome in evidence.Outcomes.Where(outcome => outcome.Kind == OutcomeKind.Result && jobs.ContainsKey(outcome.Number)))
        {
            if (!evidence.Shared.Entries.ContainsKey(outcome.Number))
                violations.Add($"the entry of job {outcome.Number}, which ended well, is not in the dictionary");
        }
        foreach (var (number, value) in evidence.Shared.Entries)
        {
            if (!jobs.TryGetValue(number, out var job))
                violations.Add($"the dictionary has an entry {number} of nobody");
            else if (value != job.Expected)
                violations.Add($"the entry of job {number} is {value:x}, and should be {job.Expected:x}");
        }
        return new Finding("S4", "dictionary: no entry lost or wrong", evidence.Shared.Entries.Count, violations);
    }
}
