namespace Troupe.Sessions;

/// <summary>Timers hold no more than 49 days; a limit beyond that is checked again then, or never comes.</summary>
internal static class TimerBound
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(49);

    public static TimeSpan Bounded(this TimeSpan time) => time < s_longest ? time : s_longest;
}
