using System.Runtime.CompilerServices;

namespace Troupe.SharedState;

/// <summary>Checks of how long a caller wants to wait.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static void Require(TimeSpan timeout, [CallerArgumentExpression(nameof(timeout))] string? name = null)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout > s_longest))
        {
            throw new ArgumentOutOfRangeException(
                name,
                timeout,
                $"The time to wait must be 0 to {s_longest.TotalDays:0} days, or Timeout.InfiniteTimeSpan.");
        }
    }
}
