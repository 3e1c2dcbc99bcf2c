using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>S5: the calls of one life of the hosted object see its state one after the other: no count is given twice.</summary>
internal static class HostedCounts
{
    public static Finding Check(Evidence evidence)
    {
        var lives = evidence.Answers.ToLookup(answer => answer.Life);
        var violations = lives.SelectMany(life => life.CountBy(answer => answer.Count).Where(count => count.Value > 1)
            .Select(count => $"the life that began at {life.Key} counted {count.Key} for {count.Value} calls")).ToList();
        var kills = evidence.Faults.Count(fault => fault.Kind == FaultKind.KillHosted);
        if (lives.Count > kills + 1)
            violations.Add($"the object had {lives.Count} lives, and was killed {kills} times");
        return new Finding(
            "S5",
            "hosted object: each call counts once, a life ends only by a kill",
            evidence.Answers.Count,
            violations,
            $"{lives.Count} lives");
    }
}
