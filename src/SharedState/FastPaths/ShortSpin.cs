using System.Diagnostics;

namespace Troupe.SharedState.FastPaths;

/// <summary>
/// Looks for something that another process may do at any moment, for about as long as it takes to put a thread to sleep and wake
/// it again. Where that failed it spins less and less often: a long wait costs nothing. Safe for any thread.
/// </summary>
internal sealed class ShortSpin
{
    private static readonly long s_longest = Stopwatch.Frequency / 1_000_000 * 25;
    private const int MostSkipped = 1024;

    private int _inVain;
    private int _skip;

    /// <returns>Whether it has happened.</returns>
    public bool Wait(Func<bool> happened)
    {
        if (Environment.ProcessorCount == 1 || (_skip > 0 && Interlocked.Decrement(ref _skip) >= 0))
            return false;
        var begin = Stopwatch.GetTimestamp();
        do
        {
            Thread.SpinWait(8);
            if (happened())
            {
                _inVain = 0;
                return true;
            }
        }
        while (Stopwatch.GetTimestamp() - begin < s_longest);
        _inVain = Math.Min(_inVain + 1, 10);
        _skip = Math.Min(1 << _inVain, MostSkipped);
        return false;
    }
}
