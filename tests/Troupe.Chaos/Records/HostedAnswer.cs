namespace Troupe.Chaos.Records;

/// <summary>What a call of the hosted object returned: whose state it was, and how far it had counted.</summary>
internal readonly record struct HostedAnswer(int Pid, long Count);
