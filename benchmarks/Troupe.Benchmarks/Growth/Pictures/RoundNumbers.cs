using System.Globalization;

namespace Troupe.Benchmarks.Growth.Pictures;

/// <summary>The marks of an axis, and how a number is written there.</summary>
internal static class RoundNumbers
{
    /// <summary>From 0 to above the most, four to eight steps of 1, 2 or 5.</summary>
    public static IEnumerable<double> Linear(double most)
    {
        if (most <= 0)
            return [0, 1];
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)) - 1);
        var step = new[] { 1, 2, 5, 10, 20, 50 }.Select(factor => factor * power).First(width => most / width <= 7);
        return Enumerable.Range(0, (int)Math.Ceiling(most / step - 1e-9) + 1).Select(number => number * step);
    }

    /// <summary>Powers of ten around the values; with 2 and 5 between when there are few.</summary>
    public static IEnumerable<double> Logarithmic(IEnumerable<double> values)
    {
        var positive = values.Where(value => value > 0).DefaultIfEmpty(1).ToList();
        var (first, last) = ((int)Math.Floor(Math.Log10(positive.Min())), (int)Math.Ceiling(Math.Log10(positive.Max())));
        double[] factors = last - first > 2 ? [1] : [1, 2, 5];
        return Enumerable.Range(first, last - first + 1)
            .SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power)))
            .Where(mark => mark <= Math.Pow(10, last) * (1 + 1e-9));
    }

    /// <summary>Three digits and a prefix: 1.2 M, 64 KiB.</summary>
    public static string Text(double value, bool binary)
    {
        var (step, prefixes) = binary ? (1024.0, new[] { " B", " KiB", " MiB", " GiB" }) : (1000.0, new[] { "", " k", " M", " G" });
        var prefix = 0;
        for (; Math.Abs(value) >= step && prefix + 1 < prefixes.Length; prefix++)
            value /= step;
        return value.ToString("0.###", CultureInfo.InvariantCulture) + prefixes[prefix];
    }
}
