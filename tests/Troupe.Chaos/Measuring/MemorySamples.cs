using System.Globalization;

namespace Troupe.Chaos.Measuring;

/// <summary>
/// The memory of this process as it goes: resident bytes once a second, each time after a collection that gives back what it
/// can. Without it the figure is mostly that of garbage, and moves by tens of MiB from one moment to the next.
/// </summary>
internal sealed class MemorySamples
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly List<long> _samples = [];

    public IReadOnlyList<long> All => _samples;

    /// <summary>
    /// Bytes of what is live, after a collection. GC.GetTotalMemory does not tell it here: after collections that give back what they
    /// can it is off by some MiB, and may be negative.
    /// </summary>
    public static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var last = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return last.HeapSizeBytes - last.FragmentedBytes;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_period);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                _samples.Add(Resident());
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <summary>The medians of the first and of the last third.</summary>
    public (long First, long Last) Thirds()
    {
        var third = _samples.Count / 3;
        return third == 0 ? (0, 0) : (Median(_samples[..third]), Median(_samples[^third..]));
    }

    private static long Median(List<long> samples)
    {
        samples.Sort();
        return samples[samples.Count / 2];
    }

    private static long Resident()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
