namespace Troupe.Jobs.Chunks;

/// <summary>How many items go into one message when the caller does not say. Pure.</summary>
internal static class ChunkSize
{
    /// <summary>The most items in one message: of 4 bytes each, they just fit one frame.</summary>
    public const int Largest = 65_000;

    /// <summary>The run time of a stream's chunk that is aimed at, in ticks of 100 ns: 2 ms.</summary>
    private const long Aim = 2 * TimeSpan.TicksPerMillisecond;

    /// <summary>For a map: four chunks a worker, so that uneven items even out; not more, so that little is spent on messages.</summary>
    public static int OfMap(int items, int workers) => Math.Clamp((items + (4 * workers) - 1) / (4 * workers), 1, Largest);

    /// <summary>For a stream: one item until their run time is known, then about 2 ms of work, and never so much that a worker is left
    /// without.</summary>
    public static int OfStream(long estimatedTicks, int lookAhead, int workers)
    {
        if (estimatedTicks < 0)
            return 1;
        var share = Math.Max(1, lookAhead / (2 * Math.Max(1, workers)));
        return (int)Math.Clamp(Aim / Math.Max(1, estimatedTicks), 1, Math.Min(share, Largest));
    }
}
