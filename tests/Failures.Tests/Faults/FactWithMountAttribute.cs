namespace Troupe.Failures.Tests.Faults;

/// <summary>A fact that needs a file system of its own; skipped, with the reason, where this process may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithMountAttribute : FactAttribute
{
    private static readonly bool s_possible = SmallDisk.IsPossible();

    public FactWithMountAttribute() => Skip = s_possible ? null : "Only root may mount a file system.";
}
