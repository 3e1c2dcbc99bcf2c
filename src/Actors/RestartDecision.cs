namespace Troupe.Actors;

/// <summary>What a <see cref="RestartBudget"/> allows: restart after a delay, or give up.</summary>
public readonly record struct RestartDecision
{
    private RestartDecision(bool restarts, TimeSpan delay)
    {
        Restarts = restarts;
        Delay = delay;
    }

    /// <summary>False when the budget is used up.</summary>
    public bool Restarts { get; }

    /// <summary>How long to wait before the restart; zero when there is none.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The budget is used up.</summary>
    public static RestartDecision GiveUp => default;

    /// <summary>Restart once the delay is over.</summary>
    /// <param name="delay">The delay, zero or more.</param>
    public static RestartDecision RestartAfter(TimeSpan delay) => new(true, delay);
}
