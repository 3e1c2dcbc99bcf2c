namespace Troupe.Configuration;

/// <summary>Paths of keys, written as in a file: <c>troupe.pool.workers</c>; a name with a dot is in quotes.</summary>
internal static class HoconPath
{
    public static string Join(string section, string name) =>
        Within(section, name.Contains('.', StringComparison.Ordinal) ? $"\"{name}\"" : name);

    /// <summary>A path inside of a section, as a whole one.</summary>
    public static string Within(string section, string path) => section.Length == 0 ? path : $"{section}.{path}";

    /// <summary>Whether a path is that of a section or of something in it.</summary>
    public static bool IsIn(string path, string section) =>
        section.Length == 0 || path == section || path.StartsWith(section + ".", StringComparison.Ordinal);
}
