using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>What runs in the workers.</summary>
internal static class ItemJobs
{
    /// <summary>Early items take longest, so that nothing is in order by chance.</summary>
    public static int SquareAtLeisure(int number)
    {
        if (number < 20)
            Thread.Sleep(20 - number);
        return number * number;
    }

    public static int Add(int left, int right) => left + right;

    /// <summary>Results that are too long to be held back: those behind the fifth are written to nowhere, until the worker ends.</summary>
    public static byte[] LoseLinkAtFiveAndExitAtForty(string folder, int number)
    {
        File.AppendAllText(Path.Join(folder, $"{Environment.ProcessId}"), $"{number}\n");
        if (number == 5)
            Hostile.LoseLink();
        if (number == 40)
            Environment.Exit(3);
        return new byte[60_000];
    }

    /// <summary>Every second item takes as long as its limit allows, give or take what a message to its worker takes; the others are
    /// quick. Each leaves a note of when it began.</summary>
    public static int TakeAllTime(string folder, int number, TimeSpan limit)
    {
        File.WriteAllText(Path.Join(folder, $"{number}"), $"{System.Diagnostics.Stopwatch.GetTimestamp()}");
        var wanted = number % 2 == 0 ? limit / 40 : limit + TimeSpan.FromMilliseconds(number % 16 * 0.25);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed < wanted)
            Thread.SpinWait(100);
        return number;
    }

    public static int ExitAtThirtyOne(int number)
    {
        if (number == 31)
            Environment.Exit(3);
        return number + 1;
    }
}
