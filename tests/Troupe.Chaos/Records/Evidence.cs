namespace Troupe.Chaos.Records;

/// <summary>All that the checker may look at: what was asked for, what was told, and what user code wrote down itself.</summary>
internal sealed record Evidence
{
    public IReadOnlyList<AcceptedJob> Accepted { get; init; } = [];

    public IReadOnlyList<JobOutcome> Outcomes { get; init; } = [];

    /// <summary>The numbers of the jobs whose callback ran, once for each time.</summary>
    public IReadOnlyList<long> Callbacks { get; init; } = [];

    public IReadOnlyList<LedgerEntry> Ledger { get; init; } = [];

    public IReadOnlyList<InjectedFault> Faults { get; init; } = [];

    public IReadOnlyList<HostedAnswer> Answers { get; init; } = [];

    public SharedContents Shared { get; init; } = SharedContents.Empty;
}
