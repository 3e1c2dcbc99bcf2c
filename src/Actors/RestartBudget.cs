using System.Collections.Immutable;

namespace Troupe.Actors;

/// <summary>
/// How often, and how soon, something that failed may be restarted: at most so many restarts in any window of time, the
/// first after its own delay, later ones after a delay that grows until a maximum. Pure: it reads no clock and draws no
/// random number, so equal input gives equal output. Immutable and safe to share.
/// </summary>
public sealed class RestartBudget
{
    // Without a limit on restarts the history needs to be no longer than it takes the delay to reach its maximum.
    private const int LongestUnlimitedHistory = 64;

    /// <summary>Checks and keeps the numbers.</summary>
    /// <param name="maxRestarts">How many restarts any window may see; 0 for none, <see cref="int.MaxValue"/> for no limit.</param>
    /// <param name="window">How far back restarts count; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="firstDelay">The delay before the first restart in a window. Zero restarts at once; it is never jittered.</param>
    /// <param name="minimumBackoff">The delay before the second restart in a window.</param>
    /// <param name="maximumBackoff">No delay is longer.</param>
    /// <param name="factor">By how much each delay exceeds the one before; at least 1.</param>
    /// <param name="jitter">The share by which a delay is randomly shortened or prolonged, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public RestartBudget(
        int maxRestarts,
        TimeSpan window,
        TimeSpan firstDelay,
        TimeSpan minimumBackoff,
        TimeSpan maximumBackoff,
        double factor = 2,
        double jitter = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRestarts);
        if (window <= TimeSpan.Zero && window != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(window), window, "The window must be longer than zero.");
        ArgumentOutOfRangeException.ThrowIfLessThan(firstDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBackoff, minimumBackoff);
        if (!(factor >= 1) || double.IsInfinity(factor))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "Delays must not shrink: the factor must be a finite number of at least 1.");
        if (!(jitter is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(jitter), jitter, "The jitter is a share from 0 to 1.");
        MaxRestarts = maxRestarts;
        Window = window;
        FirstDelay = firstDelay;
        MinimumBackoff = minimumBackoff;
        MaximumBackoff = maximumBackoff;
        Factor = factor;
        Jitter = jitter;
    }

    /// <summary>10 restarts in a minute; the first at once, then 50 ms doubling up to 5 s, jittered by 20 %.</summary>
    public static RestartBudget Default { get; } =
        new(10, TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    /// <summary>How many restarts any window may see.</summary>
    public int MaxRestarts { get; }

    /// <summary>How far back restarts count.</summary>
    public TimeSpan Window { get; }

    /// <summary>The delay before the first restart in a window.</summary>
    public TimeSpan FirstDelay { get; }

    /// <summary>The delay before the second restart in a window.</summary>
    public TimeSpan MinimumBackoff { get; }

    /// <summary>No delay is longer.</summary>
    public TimeSpan MaximumBackoff { get; }

    /// <summary>By how much each delay exceeds the one before.</summary>
    public double Factor { get; }

    /// <summary>The share by which a delay is randomly shortened or prolonged.</summary>
    public double Jitter { get; }

    /// <summary>Decides about one failure.</summary>
    /// <param name="history">What the last decision returned; <c>default</c> before the first.</param>
    /// <param name="now">The time of the failure on any clock that never runs backwards.</param>
    /// <param name="jitterSample">A random number from 0 up to but not including 1; 0.5 leaves the delay as it is.</param>
    /// <returns>The decision and the history to pass next time.</returns>
    public (RestartDecision Decision, RestartHistory History) Decide(RestartHistory history, TimeSpan now, double jitterSample)
    {
        if (!(jitterSample is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(jitterSample), jitterSample, "A jitter sample lies from 0 up to but not including 1.");
        ImmutableArray<TimeSpan> recent = Window == Timeout.InfiniteTimeSpan
            ? history.Restarts
            : history.Restarts.RemoveAll(restart => now - restart >= Window);
        if (recent.Length >= MaxRestarts)
            return (RestartDecision.GiveUp, new RestartHistory(recent));
        TimeSpan delay = DelayAfter(recent.Length, jitterSample);
        if (MaxRestarts == int.MaxValue && recent.Length >= LongestUnlimitedHistory)
            recent = recent.RemoveAt(0);
        return (RestartDecision.RestartAfter(delay), new RestartHistory(recent.Add(now)));
    }

    private TimeSpan DelayAfter(int earlierRestarts, double jitterSample)
    {
        if (earlierRestarts == 0)
            return FirstDelay;
        // In doubles a large exponent ends at infinity, which the maximum then cuts; ticks would overflow.
        double grown = Math.Min(MinimumBackoff.Ticks * Math.Pow(Factor, earlierRestarts - 1), MaximumBackoff.Ticks);
        double jittered = grown * (1 + (Jitter * ((2 * jitterSample) - 1)));
        return jittered >= MaximumBackoff.Ticks ? MaximumBackoff : TimeSpan.FromTicks((long)jittered);
    }
}
