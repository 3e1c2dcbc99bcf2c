using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Troupe.Chaos.Reporting;

/// <summary>A report as a table for people, and as JSON for programs.</summary>
internal static class ReportText
{
    private const int ShownViolations = 5;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static string Json(Report report) => JsonSerializer.Serialize(report, s_indented);

    public static void Print(Report report, TextWriter output)
    {
        Line($"seed {report.Seed}, {report.Seconds} s, schedule {report.Schedule}");
        Line($"jobs      {report.Jobs}: {Counts(report.Outcomes)}");
        Line($"faults    {report.Faults.Values.Sum()}: "
            + $"{Counts(report.Faults)}{(report.MissedFaults > 0 ? $"; {report.MissedFaults} found no victim" : "")}");
        Line($"workers   {report.WorkersLost} ended early, ready again p50 {report.ReadyAgainHalf:0} ms, p99 {report.ReadyAgainMost:0} ms");
        Line($"rate      {report.StormRate:0.0} jobs/s with faults, {report.CalmRate:0.0} without");
        output.WriteLine();
        foreach (var finding in report.Findings)
        {
            Line($"{finding.Id,-4} {(finding.Holds ? "holds " : "BROKEN"),-6} {finding.Looked,8} "
                + $"{finding.Title}{(finding.Figures.Length > 0 ? $": {finding.Figures}" : "")}");
            foreach (var violation in finding.Violations.Take(ShownViolations))
                Line($"       {violation}");
            if (finding.Violations.Count > ShownViolations)
                Line($"       and {finding.Violations.Count - ShownViolations} more");
        }
        output.WriteLine();
        Line($"{(report.Holds ? "all hold" : $"{report.Findings.Count(finding => !finding.Holds)} broken")} (seed {report.Seed})");

        void Line(ref DefaultInterpolatedStringHandler text) => output.WriteLine(text.ToStringAndClear());
    }

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key} {count.Value}"));
}
