namespace Troupe.SharedState.FastPaths;

/// <summary>An item's place in the order in which a channel took its items in.</summary>
/// <param name="Position">The position in the ring that it was written at, or the last one before the barrier that it came in
/// behind.</param>
/// <param name="Rank">Its rank among those that came in behind barriers; 0 for one that was written to the ring.</param>
internal readonly record struct AcceptanceOrder(long Position, long Rank) : IComparable<AcceptanceOrder>
{
    public int CompareTo(AcceptanceOrder other) =>
        Position != other.Position ? Position.CompareTo(other.Position) : Rank.CompareTo(other.Rank);
}
