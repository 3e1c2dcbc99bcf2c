namespace Troupe.Actors;

/// <summary>
/// Told once to each actor that watches another when that other has ended; it comes after every message the ended actor
/// had sent to the watcher. Leaving it unhandled is not an error.
/// </summary>
/// <param name="Actor">Who has ended.</param>
/// <param name="AddressTerminated">True when the link or the process was lost, rather than the actor seen to stop.</param>
/// <param name="Reason">Why, as text for people; null for an ordinary stop.</param>
public sealed record Terminated(ActorRef Actor, bool AddressTerminated = false, string? Reason = null);
