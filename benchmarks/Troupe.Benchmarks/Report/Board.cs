namespace Troupe.Benchmarks.Report;

/// <summary>What every contestant measured in every round; read as medians, with the spread from the least to the most.</summary>
internal sealed class Board
{
    private readonly Dictionary<(string Contestant, string Key), List<double>> _samples = [];
    private readonly List<string> _contestants = [];

    public IReadOnlyList<string> Contestants => _contestants;

    public List<string> Notes { get; } = [];

    public void Add(string contestant, Figure figure, double value) => Add(contestant, figure.Key, value);

    public void Add(string contestant, string key, double value)
    {
        if (!double.IsFinite(value))
            return;
        if (!_contestants.Contains(contestant))
            _contestants.Add(contestant);
        if (!_samples.TryGetValue((contestant, key), out var list))
            _samples[(contestant, key)] = list = [];
        list.Add(value);
    }

    /// <summary>Everything that a contestant measured of one figure, in order; empty when it did not measure it.</summary>
    public IReadOnlyList<double> Samples(string contestant, Figure figure) =>
        _samples.TryGetValue((contestant, figure.Key), out var list) ? list : [];

    public double? Median(string contestant, Figure figure) =>
        _samples.TryGetValue((contestant, figure.Key), out var list) ? Statistics.Quantile(list, 0.5) : null;

    public (double Least, double Most)? Spread(string contestant, Figure figure) =>
        _samples.TryGetValue((contestant, figure.Key), out var list) ? (list.Min(), list.Max()) : null;
}
