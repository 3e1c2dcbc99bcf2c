using System.Runtime.CompilerServices;
using Troupe.Chaos.Measuring;

namespace Troupe.Chaos.Checking;

/// <summary>I6 to I9, I11, I12 and I14: the limits of what was measured.</summary>
internal static class MeasuredLimits
{
    private const double KeptThroughput = 0.60;

    /// <summary>Seconds from one fault to the next on average below which the bar for throughput says nothing.</summary>
    /// <remarks>
    /// A death leaves its place empty for 0.1 to 0.3 s, and the successor is slow until it has compiled the code of its jobs; a stopped
    /// worker is out for 6.5 s, by its job's own time limit. On 2 processors that is a few percent with a fault each 2 s, and near half
    /// of everything with one each 0.3 s, whatever the pool does.
    /// </remarks>
    private const double LeastPause = 1;
    private const double ReadyAgainLimit = 3000;
    private const double MemoryFactor = 1.10;
    private const long MemoryAllowance = 16 << 20;
    private const int HandleAllowance = 8;

    /// <summary>
    /// What may come in the time from the middle of one half of the run to that of the other, at once and with each minute. Mappings come
    /// with compiled code and with the collector's regions, some ten a minute at first; of threads and fds only the places' ups and downs
    /// do.
    /// </summary>
    private static readonly Dictionary<string, (double AtOnce, double AMinute)> s_growth = new()
    {
        ["mappings"] = (32, 15),
        ["threads"] = (6, 0.5),
        ["fds"] = (8, 0.5)
    };

    public static IReadOnlyList<Finding> Check(Measurements measured) =>
        [Hanging(measured), Left(measured), Memory(measured), Handles(measured), Throughput(measured), Stray(measured), Growth(measured)];

    private static Finding Hanging(Measurements measured)
    {
        var violations = measured.Hanging.ToList();
        if (measured.DisposeTime > measured.DisposeLimit)
        {
            violations.Add(Text($"the end of the pool took {measured.DisposeTime.TotalSeconds:0.0} s, and may take "
                + $"{measured.DisposeLimit.TotalSeconds:0.0} s"));
        }

        return new Finding(
            "I6",
            "nothing hangs",
            1,
            violations,
            Text($"longest job {measured.LongestJob:0} ms, end of the pool {measured.DisposeTime.TotalMilliseconds:0} ms"));
    }

    private static Finding Left(Measurements measured)
    {
        var violations = measured.Left.Select(process => $"still there: {process}").ToList();
        if (measured.Zombies > 0)
            violations.Add($"{measured.Zombies} zombies of this process");
        return new Finding(
            "I7",
            "no process is left 2 s after the end",
            1,
            violations,
            $"{measured.LeftInOwnSession} in sessions of their own");
    }

    private static Finding Memory(Measurements measured)
    {
        var violations = new List<string>();
        Compare("resident memory, median of a third", measured.ResidentThirds);
        Compare("managed memory", measured.Managed);
        return new Finding("I8", "memory is flat", 2, violations, $"resident {measured.ResidentThirds.First >> 20} → "
            + $"{measured.ResidentThirds.Last >> 20} MiB, managed {measured.Managed.Before >> 20} → {measured.Managed.After >> 20} MiB");

        void Compare(string what, (long First, long Last) sizes)
        {
            if (sizes.Last > (sizes.First * MemoryFactor) + MemoryAllowance)
                violations.Add($"{what} grew from {sizes.First >> 20} to {sizes.Last >> 20} MiB");
        }
    }

    private static Finding Handles(Measurements measured)
    {
        var violations = new List<string>();
        var further = measured.After.Files.Where(file => !measured.Before.Files.Contains(file)).Order();
        Compare(
            $"fds (further ones: {string.Join(", ", further)})",
            measured.Before.Files.Count,
            measured.After.Files.Count,
            HandleAllowance);
        Compare("threads", measured.Before.Threads, measured.After.Threads, HandleAllowance);
        Compare("timers", measured.Before.Timers, measured.After.Timers, HandleAllowance);
        Compare("temporary files", measured.Before.TemporaryFiles, measured.After.TemporaryFiles, 0);
        return new Finding("I9", "fds, threads, timers and temporary files are given back", 4, violations,
            $"{measured.Before.Files.Count} → {measured.After.Files.Count} fds, "
                + $"{measured.Before.Threads} → {measured.After.Threads} threads, "
                + $"{measured.Before.Timers} → {measured.After.Timers} timers, {measured.After.TemporaryFiles} files");

        void Compare(string what, long before, long after, int allowance)
        {
            if (after > before + allowance)
                violations.Add($"{what}: {before} before, {after} after");
        }
    }

    /// <summary>By the slope and not by the sum, which a long run would break, and a short one not notice.</summary>
    private static Finding Growth(Measurements measured)
    {
        var violations = new List<string>();
        foreach (var series in measured.Held)
        {
            var ((first, last), (atOnce, aMinute)) = (series.Halves, s_growth[series.Name]);
            if (last - first > atOnce + (aMinute * series.Minutes))
            {
                violations.Add(Text($"{series.Name} grew from {first} to {last} in {series.Minutes:0.0} minutes, and may grow by "
                    + $"{atOnce:0} and {aMinute:0.#} a minute"));
            }
        }
        return new Finding("I14", "mappings, threads and fds do not grow while the load lasts", measured.Held.Count, violations,
            string.Join(", ", measured.Held.Select(series =>
                Text($"{series.Halves.First} → {series.Halves.Last} {series.Name} ({Slope(series):+0.0;-0.0;0} a minute)"))));
    }

    private static double Slope(Series series) => series.Minutes > 0 ? (series.Halves.Last - series.Halves.First) / series.Minutes : 0;

    private static Finding Throughput(Measurements measured)
    {
        var kept = measured.CalmRate > 0 ? measured.StormRate / measured.CalmRate : 0;
        var (half, most) = (Percentile(measured.ReadyAgain, 0.50), Percentile(measured.ReadyAgain, 0.99));
        var violations = new List<string>();
        var judged = measured.Pause >= LeastPause;
        if (judged && kept < KeptThroughput)
            violations.Add(Text($"throughput fell to {kept:P0} of the run without faults, and may fall to {KeptThroughput:P0}"));
        if (most > ReadyAgainLimit)
            violations.Add(Text($"ready again took {most:0} ms at the 99th percentile, and may take {ReadyAgainLimit:0} ms"));
        return new Finding("I11", "throughput is kept, places are ready again soon", measured.ReadyAgain.Count, violations,
            Text($"{measured.StormRate:0} of {measured.CalmRate:0} jobs/s ({kept:P0}), ready again p50 {half:0} ms, p99 {most:0} ms")
                + (judged ? "" : Text($"; throughput is not judged with a fault every {measured.Pause:0.##} s")));
    }

    private static Finding Stray(Measurements measured)
    {
        var violations = measured.StrayErrors.ToList();
        // Each of those that broke the protocol was noticed. A frame that is cut may be, too, or look like the end of the link.
        var (least, most) = (measured.BrokenProtocols, measured.BrokenProtocols + measured.HalfFrames);
        if (measured.ProtocolErrors < least || measured.ProtocolErrors > most)
            violations.Add($"{measured.ProtocolErrors} protocol errors, and {least} to {most} were injected");
        return new Finding(
            "I12",
            "no stray error, no protocol error of our own",
            measured.Losses,
            violations,
            $"{measured.ProtocolErrors} protocol errors, {measured.BrokenProtocols} injected, {measured.HalfFrames} frames cut");
    }

    /// <summary>The value that so large a share of all values does not exceed.</summary>
    internal static double Percentile(IReadOnlyList<double> values, double share) =>
        values.Count == 0 ? 0 : values.Order().ElementAt(Math.Clamp((int)Math.Ceiling(values.Count * share) - 1, 0, values.Count - 1));

    private static string Text(ref DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
}
