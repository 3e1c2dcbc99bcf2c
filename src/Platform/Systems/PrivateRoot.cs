namespace Troupe.Platform.Systems;

/// <summary>A folder in which a private directory might be made.</summary>
/// <param name="Name">What it is called in errors: the folder, or the variable that names it.</param>
/// <param name="Path">Where it is; empty when the variable is not set.</param>
/// <param name="Refused">Why it will not do, as far as a check tells; null when it may.</param>
internal sealed record PrivateRoot(string Name, string Path, string? Refused = null)
{
    /// <summary>A folder that is known by its path.</summary>
    internal static PrivateRoot At(string path, string? refused = null) => new(path, path, refused);

    /// <summary>The folder that a variable names.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="whyNot">What is wrong with a folder; null when nothing is.</param>
    internal static PrivateRoot Of(string variable, Func<string, string?> whyNot)
    {
        var path = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(path))
            return new PrivateRoot(variable, "", "it is not set");
        path = System.IO.Path.TrimEndingDirectorySeparator(path);
        return new PrivateRoot(variable, path, System.IO.Path.IsPathRooted(path) ? whyNot(path) : "it is not an absolute path");
    }

    /// <summary>For example <c>TMPDIR (/data/tmp)</c>.</summary>
    public override string ToString() => Name == Path || Path.Length == 0 ? Name : $"{Name} ({Path})";
}
