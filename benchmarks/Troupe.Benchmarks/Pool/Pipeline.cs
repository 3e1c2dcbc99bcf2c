using System.Diagnostics;

namespace Troupe.Benchmarks.Pool;

/// <summary>Calls with a fixed number of them on their way: whenever one comes back, the next goes out.</summary>
internal static class Pipeline
{
    /// <summary>64 for each of four workers, as the floor has 64 for its one.</summary>
    public const int Ahead = 256;

    /// <summary>Runs for a time. What is still on its way then counts neither as a call nor as time.</summary>
    public static async Task<(long Count, double Seconds)> ForAsync<T>(Func<Task<T>> call, TimeSpan time)
    {
        var calls = Fill(call, Ahead);
        var count = 0L;
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < time)
        {
            for (var i = 0; i < Ahead; i++)
            {
                _ = await calls[i];
                calls[i] = call();
            }
            count += Ahead;
        }
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        await Task.WhenAll(calls);
        return (count, seconds);
    }

    /// <summary>Runs so many calls and gives the seconds from the first call to the last result.</summary>
    public static async Task<double> CountAsync<T>(Func<Task<T>> call, int count)
    {
        var begin = Stopwatch.GetTimestamp();
        var calls = Fill(call, Math.Min(Ahead, count));
        for (var next = calls.Length; next < count; next++)
        {
            _ = await calls[next % calls.Length];
            calls[next % calls.Length] = call();
        }
        await Task.WhenAll(calls);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static Task<T>[] Fill<T>(Func<Task<T>> call, int count)
    {
        var calls = new Task<T>[count];
        for (var i = 0; i < count; i++)
            calls[i] = call();
        return calls;
    }
}
