namespace Troupe.Chaos.Measuring;

/// <summary>One figure as it goes, once a second.</summary>
internal sealed record Series(string Name)
{
    /// <summary>The first fifth is left out: what the load needs once comes in that time.</summary>
    private const double WarmUp = 0.2;

    private readonly List<long> _samples = [];

    /// <summary>The medians of the two halves after the warm-up: single peaks, such as a worker more for a moment, do not move
    /// them.</summary>
    public (long First, long Last) Halves
    {
        get
        {
            var warm = _samples[(int)(_samples.Count * WarmUp)..];
            return warm.Count < 2 ? (0, 0) : (Median(warm[..(warm.Count / 2)]), Median(warm[(warm.Count / 2)..]));
        }
    }

    /// <summary>Minutes from the middle of the first half to that of the second.</summary>
    public double Minutes => _samples.Count * (1 - WarmUp) / 2 / 60;

    public void Add(long value) => _samples.Add(value);

    private static long Median(List<long> samples) => samples.Order().ElementAt(samples.Count / 2);
}
