using System.Collections.Immutable;

namespace Troupe.Actors;

/// <summary>When something was restarted lately. Immutable; <c>default</c> is the history of something never restarted.</summary>
public readonly record struct RestartHistory
{
    private readonly ImmutableArray<TimeSpan> _restarts;

    internal RestartHistory(ImmutableArray<TimeSpan> restarts) => _restarts = restarts;

    /// <summary>How many restarts it remembers.</summary>
    public int Count => Restarts.Length;

    internal ImmutableArray<TimeSpan> Restarts => _restarts.IsDefault ? [] : _restarts;
}
