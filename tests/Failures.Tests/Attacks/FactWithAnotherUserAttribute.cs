namespace Troupe.Failures.Tests.Attacks;

/// <summary>A fact that needs another user; skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithAnotherUserAttribute : FactAttribute
{
    public FactWithAnotherUserAttribute() => Skip = AnotherUserOrNone();

    private static string? AnotherUserOrNone() =>
        OperatingSystem.IsLinux() ? AnotherUser.WhyNot() : "Another user is a Linux thread's rights.";
}
