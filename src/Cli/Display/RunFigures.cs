namespace Troupe.Cli.Display;

/// <summary>How far a run is. Written by the run alone, read by the display at any time.</summary>
internal sealed class RunFigures(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _done;
    private long _failed;

    /// <summary>Items with an outcome in this run.</summary>
    public long Done => Volatile.Read(ref _done);

    public long Failed => Volatile.Read(ref _failed);

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>Items a second, from the start.</summary>
    public double Rate => Done / Math.Max(0.001, Elapsed.TotalSeconds);

    /// <summary>Bytes of the input; null when it has no known end.</summary>
    public long? InputBytes { get; init; }

    /// <summary>Tells how many bytes of the input were gone through, and how many items of it were done before.</summary>
    public required Func<(long Bytes, long Skipped)> Read { get; init; }

    /// <summary>The time that the rest takes at this rate; null when it cannot be told.</summary>
    public TimeSpan? Left
    {
        get
        {
            var read = Read().Bytes;
            return InputBytes is { } all and > 0 && read > 0 && Done > 0
                ? Elapsed * Math.Max(0, (double)(all - read) / read)
                : null;
        }
    }

    public void Add(bool failed)
    {
        Volatile.Write(ref _done, _done + 1);
        if (failed)
            Volatile.Write(ref _failed, _failed + 1);
    }

    public override string ToString()
    {
        var skipped = Read().Skipped;
        return $"{Done:N0} done{(skipped > 0 ? $" ({skipped:N0} before)" : "")}, {Failed:N0} failed, {Rate:N0} items/s, {Time(Elapsed)} "
            + "gone"
            + (Left is { } left ? $", {Time(left)} left" : "");
    }

    public static string Time(TimeSpan time) =>
        time.TotalMinutes < 1 ? $"{time.TotalSeconds:0.0} s" : time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"d\.hh\:mm\:ss", null);
}
