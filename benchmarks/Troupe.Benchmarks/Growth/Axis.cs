namespace Troupe.Benchmarks.Growth;

/// <summary>One direction of a curve.</summary>
/// <param name="Column">Its name in the CSV, with the unit.</param>
/// <param name="Label">What stands at the axis, without the unit.</param>
/// <param name="Unit">The unit of the numbers; empty for a count.</param>
/// <param name="Logarithmic">Whether equal ways mean equal ratios. A value of 0 then has a place of its own before the least.</param>
/// <param name="Binary">Whether numbers are written with KiB and MiB.</param>
internal sealed record Axis(string Column, string Label, string Unit, bool Logarithmic = false, bool Binary = false)
{
    /// <summary>What stands beside the axis in a picture.</summary>
    public string Title => Binary || Unit.Length == 0 ? Label : $"{Label} [{Unit}]";
}
