namespace Troupe.Chaos.Records;

/// <summary>
/// What a call of the hosted object returned: whose state it was, by the time of its making, and how far it had counted. The id of
/// its process would not do: in a long run it may be given again.
/// </summary>
internal readonly record struct HostedAnswer(long Life, long Count);
