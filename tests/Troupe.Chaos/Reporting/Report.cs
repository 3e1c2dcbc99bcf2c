using System.Globalization;
using Troupe.Chaos.Checking;
using Troupe.Chaos.Faults;
using Troupe.Chaos.Measuring;
using Troupe.Chaos.Records;

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

    /// <summary>Checks what was seen and measured, and puts it together.</summary>
    public static Report Of(
        ChaosOptions options,
        FaultSchedule schedule,
        FaultInjector injector,
        Evidence evidence,
        Finding parents,
        Measurements measured) =>
        new(options.Seed, options.Seconds, schedule.Hash, evidence.Accepted.Count,
            injector.Log.CountBy(fault => fault.Kind.ToString()).ToDictionary(), injector.Missed,
            evidence.Outcomes.CountBy(outcome => outcome.Kind.ToString()).ToDictionary(), measured.Losses,
            measured.CalmRate, measured.StormRate, MeasuredLimits.Percentile(measured.ReadyAgain, 0.50), MeasuredLimits.Percentile(
                measured.ReadyAgain,
                0.99),
            [.. Ledgers.Check(evidence).Concat(MeasuredLimits.Check(measured)).Append(parents).OrderBy(finding => finding.Id[0])
                .ThenBy(Number)]);

    private static int Number(Finding finding) => int.Parse(finding.Id.AsSpan(1), CultureInfo.InvariantCulture);
}
