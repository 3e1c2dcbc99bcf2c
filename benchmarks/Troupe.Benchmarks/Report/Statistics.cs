namespace Troupe.Benchmarks.Report;

internal static class Statistics
{
    public static double Quantile(IEnumerable<double> samples, double quantile)
    {
        var sorted = samples.Order().ToArray();
        if (sorted.Length == 0)
            return double.NaN;
        var position = quantile * (sorted.Length - 1);
        var (below, above) = ((int)Math.Floor(position), (int)Math.Ceiling(position));
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
