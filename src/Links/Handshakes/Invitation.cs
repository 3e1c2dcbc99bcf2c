namespace Troupe.Links.Handshakes;

/// <summary>One worker that a coordinator expects. Used up by the first claim, right or wrong.</summary>
/// <param name="Slot">The worker's slot in the pool.</param>
/// <param name="Generation">Which incarnation of the slot it is.</param>
/// <param name="ProcessId">The process that was started for it.</param>
/// <param name="Token">The secret that only this process was told.</param>
/// <param name="Settings">What the worker is sent with its welcome.</param>
/// <param name="Admitted">Called with the link, on the thread that reads it from then on.</param>
internal sealed record Invitation(int Slot, int Generation, int ProcessId, byte[] Token, byte[] Settings, Action<Links.Link> Admitted);
