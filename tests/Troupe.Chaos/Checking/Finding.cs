namespace Troupe.Chaos.Checking;

/// <summary>What the check of one invariant came to.</summary>
/// <param name="Id">The invariant, such as I3.</param>
/// <param name="Title">What must hold.</param>
/// <param name="Looked">How many cases were looked at.</param>
/// <param name="Violations">Those where it does not hold.</param>
/// <param name="Figures">What was measured, for the report; empty when there is nothing more to tell.</param>
internal sealed record Finding(string Id, string Title, long Looked, IReadOnlyList<string> Violations, string Figures = "")
{
    public bool Holds => Violations.Count == 0;
}
