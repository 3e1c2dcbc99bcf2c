using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>The checks of what became of the jobs: pure functions of the evidence.</summary>
internal static class Ledgers
{
    private static readonly Func<Evidence, Finding>[] s_checks =
    [
        OneOutcome.Check, ExpectedOutcomes.Check, StartsBounded.Check, ResultsAreRight.Check, NotRunIsTrue.Check,
        InnocentsUnharmed.Check, ChannelDelivers.Check, ValueCounts.Check, LockExcludes.Check, DictionaryKeeps.Check, HostedCounts.Check,
    ];

    public static IReadOnlyList<Finding> Check(Evidence evidence) => [.. s_checks.Select(check => check(evidence))];
}
