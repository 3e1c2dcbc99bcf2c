using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>I1: every accepted job has exactly one outcome, and its callback is called once.</summary>
internal static class OneOutcome
{
    public static Finding Check(Evidence evidence)
    {
        var outcomes = evidence.Outcomes.CountBy(outcome => outcome.Number).ToDictionary();
        var callbacks = evidence.Callbacks.CountBy(number => number).ToDictionary();
        var violations = new List<string>();
        foreach (var job in evidence.Accepted)
        {
            var told = outcomes.GetValueOrDefault(job.Number);
            if (told != 1)
                violations.Add($"job {job.Number} ({job.Kind}) has {told} outcomes");
            var called = callbacks.GetValueOrDefault(job.Number);
            if (called != 1 && job.Kind != JobKind.Hosted)
                violations.Add($"the callback of job {job.Number} ({job.Kind}) ran {called} times");
        }
        return new Finding("I1", "one outcome and one callback for every accepted job", evidence.Accepted.Count, violations);
    }
}
