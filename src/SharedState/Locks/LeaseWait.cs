namespace Troupe.SharedState.Locks;

/// <summary>How somebody waits for a lease.</summary>
/// <param name="Wakes">It waited on a condition and gets its lease back: it cannot leave the line any more.</param>
/// <param name="Notified">It was notified, rather than tired of waiting.</param>
internal readonly record struct LeaseWait(bool Wakes, bool Notified);
