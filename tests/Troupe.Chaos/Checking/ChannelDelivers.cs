using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>S1: an item whose job ended well comes out of the channel; none comes out more often than it was written.</summary>
internal static class ChannelDelivers
{
    public static Finding Check(Evidence evidence)
    {
        var received = evidence.Shared.Received.CountBy(number => number).ToDictionary();
        var starts = evidence.Ledger.Where(entry => entry.Mark == LedgerEntry.Start).CountBy(entry => entry.Number).ToDictionary();
        var wrote = evidence.Accepted.Where(job => job.Kind == JobKind.Channel).Select(job => job.Number).ToHashSet();
        var violations = new List<string>();
        foreach (var outcome in evidence.Outcomes.Where(outcome => outcome.Kind == OutcomeKind.Result && wrote.Contains(outcome.Number)))
        {
            if (!received.ContainsKey(outcome.Number))
                violations.Add($"the item of job {outcome.Number}, which ended well, never came out of the channel");
        }
        violations.AddRange(received.Where(item => item.Value > starts.GetValueOrDefault(item.Key))
            .Select(item => $"the item of job {item.Key} came out {item.Value} times, and was written at most "
                + $"{starts.GetValueOrDefault(item.Key)} times"));
        return new Finding("S1", "channel: no item lost or doubled", evidence.Shared.Received.Count, violations);
    }
}
