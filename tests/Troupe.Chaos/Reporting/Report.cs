using Troupe.Chaos.Checking;

namespace Troupe.Chaos.Reporting;

/// <summary>What a run came to.</summary>
internal sealed record Report(
    int Seed,
    int Seconds,
    string Schedule,
    long Jobs,
    IReadOnlyDictionary<string, int> Faults,
    int MissedFaults,
    IReadOnlyDictionary<string, int> Outcomes,
    int WorkersLost,
    double CalmRate,
    double StormRate,
    double ReadyAgainHalf,
    double ReadyAgainMost,
    IReadOnlyList<Finding> Findings)
{
    public bool Holds => Findings.All(finding => finding.Holds);
}
