namespace Troupe.Failures.Tests.Faults;

/// <summary>A fact that needs a control group; skipped, with the reason, where this process may not make such a one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithControlGroupAttribute : FactAttribute
{
    public FactWithControlGroupAttribute(ControlGroupKind kind)
    {
        Kind = kind;
        using var group = ControlGroup.TryMake(kind);
        Skip = group is null
            ? $"No control group with {ControlGroup.FileFor(kind)} can be made here: none is mounted, or not for this user."
            : null;
    }

    public ControlGroupKind Kind { get; }
}
