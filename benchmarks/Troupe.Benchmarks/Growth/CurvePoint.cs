namespace Troupe.Benchmarks.Growth;

/// <summary>What was measured at one place, over all rounds.</summary>
internal sealed record CurvePoint(double X, double Median, double Least, double Most);
