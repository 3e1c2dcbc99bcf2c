namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>A fact that strace has to see; skipped, with the reason, where it is not installed or may not look into processes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithStraceAttribute : FactAttribute
{
    public FactWithStraceAttribute() => Skip = Strace.WhyNot();
}
