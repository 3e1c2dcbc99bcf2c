namespace Troupe.Benchmarks.Growth.Pictures;

/// <summary>Where a value lies on an axis of the picture, and where the axis has its marks.</summary>
internal sealed class Ruler
{
    private readonly Axis _axis;
    private readonly double _least;
    private readonly double _most;
    private readonly double _begin;
    private readonly double _end;
    private readonly double _wayOfZero;

    /// <param name="axis">The axis.</param>
    /// <param name="values">What must find a place.</param>
    /// <param name="marks">Where the marks are; null means at round numbers.</param>
    /// <param name="begin">Where the axis begins in the picture.</param>
    /// <param name="end">Where it ends.</param>
    public Ruler(Axis axis, IReadOnlyCollection<double> values, IReadOnlyCollection<double>? marks, double begin, double end)
    {
        (_axis, _begin, _end) = (axis, begin, end);
        var round = marks ?? (axis.Logarithmic ? RoundNumbers.Logarithmic(values) : RoundNumbers.Linear(values.Max()));
        Marks = [.. round];
        // A logarithm has no 0; it stands one step of ten before the least that has one.
        _wayOfZero = Math.Log10(Marks.Concat(values).Where(value => value > 0).DefaultIfEmpty(1).Min()) - 1;
        (_least, _most) = (Marks.Concat(values).Min(Way), Marks.Concat(values).Max(Way));
    }

    public IReadOnlyList<double> Marks { get; }

    public double Place(double value) => _begin + (_most > _least ? (Way(value) - _least) / (_most - _least) * (_end - _begin) : 0);

    public string Text(double value) => RoundNumbers.Text(value, _axis.Binary);

    private double Way(double value) => !_axis.Logarithmic ? value : value > 0 ? Math.Log10(value) : _wayOfZero;
}
