namespace Troupe.Supervision;

/// <summary>
/// Decides when a worker that could not start is tried again, and when the pool gives up. A start that fails says more
/// about the program than about luck: a few quick tries with growing pauses, then one probe now and then. Pure.
/// </summary>
/// <param name="Failures">Starts in a row, over the whole pool, that did not reach Ready.</param>
internal readonly record struct StartBreaker(int Failures)
{
    /// <summary>Failures in a row after which the pool counts as unavailable.</summary>
    public const int Limit = 5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two probes of an unavailable pool.</summary>
    public static readonly TimeSpan ProbePause = TimeSpan.FromSeconds(30);

    /// <summary>Whether callers are refused.</summary>
    public bool Open => Failures >= Limit;

    /// <summary>What holds once a worker has reached Ready.</summary>
    public static readonly StartBreaker Closed;

    /// <summary>A worker ended before it reached Ready.</summary>
    public StartBreaker OnFailure() => new(Failures + 1);

    /// <summary>How long to wait before the next start.</summary>
    public TimeSpan Pause =>
        Failures == 0 ? TimeSpan.Zero
        : Open ? ProbePause
        : PauseAfter(Failures);

    /// <summary>The pause after so many failures in a row: it doubles with each, up to the longest.</summary>
    public static TimeSpan PauseAfter(int failures) =>
        TimeSpan.FromTicks(Math.Min(s_firstPause.Ticks << Math.Clamp(failures - 1, 0, 30), s_longestPause.Ticks));
}
