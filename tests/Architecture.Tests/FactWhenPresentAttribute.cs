namespace Troupe.Architecture.Tests;

/// <summary>A fact about files of the repository; skipped, with the reason, while one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWhenPresentAttribute : FactAttribute
{
    public FactWhenPresentAttribute(params string[] paths)
    {
        var missing = paths.Where(path => !Path.Exists(Repository.PathOf(path))).ToList();
        if (missing.Count > 0)
            Skip = $"{string.Join(" and ", missing)} not there yet";
    }
}
