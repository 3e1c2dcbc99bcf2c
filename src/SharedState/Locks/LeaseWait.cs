namespace Troupe.SharedState.Locks;

/// <summary>How a request waits for a lease.</summary>
/// <param name="Wakes">It waited on a condition and gets its lease back: it can no longer be withdrawn.</param>
/// <param name="Notified">It was notified, rather than tired of waiting.</param>
internal readonly record struct LeaseWait(bool Wakes, bool Notified);
