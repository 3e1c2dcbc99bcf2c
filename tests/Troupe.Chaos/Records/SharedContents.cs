namespace Troupe.Chaos.Records;

/// <summary>What the shared objects held at the end.</summary>
/// <param name="Received">The numbers of the jobs whose item came out of the channel, in order.</param>
/// <param name="Counted">How far the shared value was counted up.</param>
/// <param name="Entries">What the dictionary held: job number and value.</param>
internal sealed record SharedContents(IReadOnlyList<long> Received, long Counted, IReadOnlyDictionary<long, ulong> Entries)
{
    public static SharedContents Empty { get; } = new([], 0, new Dictionary<long, ulong>());
}
