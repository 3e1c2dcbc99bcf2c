using System.Globalization;
using System.Text;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Growth;

/// <summary>How one figure grows with another. Takes samples of several rounds and gives a median for each place.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">What the picture shows, as a sentence would say it.</param>
/// <param name="X">What is changed.</param>
/// <param name="Y">What is measured.</param>
internal sealed record Curve(string Name, string Title, Axis X, Axis Y)
{
    private readonly SortedDictionary<double, List<double>> _samples = [];

    public IReadOnlyList<CurvePoint> Points =>
        [.. _samples.Select(
            place => new CurvePoint(place.Key, Statistics.Quantile(place.Value, 0.5), place.Value.Min(), place.Value.Max()))];

    public void Add(double x, double y)
    {
        if (!_samples.TryGetValue(x, out var samples))
            _samples[x] = samples = [];
        samples.Add(y);
    }

    /// <summary>One line a point, after a line with the names; numbers with a dot, whatever the language of the machine.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{X.Column},{Y.Column},least,most\n");
        foreach (var point in Points)
            text.Append(CultureInfo.InvariantCulture, $"{point.X:0.###},{point.Median:0.###},{point.Least:0.###},{point.Most:0.###}\n");
        return text.ToString();
    }
}
