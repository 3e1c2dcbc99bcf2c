namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>The contract over a wire that takes its time.</summary>
public sealed class DelayedSessionSpecs : RelayedContract
{
    private protected override WireFate Fate { get; } = new() { Delay = TimeSpan.FromMilliseconds(2) };
}
