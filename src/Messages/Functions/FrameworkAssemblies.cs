using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Troupe.Messages.Functions;

/// <summary>
/// Tells the framework's assemblies from the app's: by where they lie (the directory of System.Private.CoreLib or another
/// shared framework) and, for self-contained and single-file apps, by the framework's public keys.
/// </summary>
[SuppressMessage("SingleFile", "IL3000", Justification = "An empty location is expected in a single file: names and keys decide there.")]
internal static class FrameworkAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, object> s_known = [];
    private static readonly string s_coreDirectory = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";

    private static readonly HashSet<string> s_publicKeyTokens = new(StringComparer.OrdinalIgnoreCase)
    {
        "b77a5c561934e089", "b03f5f7f11d50a3a", "7cec85d7bea7798e", "cc7b13ffcd2ddd51", "31bf3856ad364e35", "adb9793829ddae60",
    };

    public static bool Contains(Assembly assembly) => (bool)s_known.GetValue(assembly, static a => Decide(a));

    /// <summary>Whether a file lies in a shared framework's directory.</summary>
    public static bool ContainsFile(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(directory))
        {
            return false;
        }

        if (string.Equals(directory, s_coreDirectory, StringComparison.Ordinal) && !IsApplicationDirectory(directory))
        {
            return true;
        }

        // …/shared/Microsoft.AspNetCore.App/10.0.0/X.dll
        string? family = Path.GetDirectoryName(directory);
        return string.Equals(Path.GetFileName(Path.GetDirectoryName(family)), "shared", StringComparison.Ordinal)
            && Path.GetFileName(family)!.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    private static bool Decide(Assembly assembly)
    {
        if (assembly == typeof(object).Assembly)
        {
            return true;
        }

        if (!assembly.IsDynamic && assembly.Location is { Length: > 0 } location && ContainsFile(location))
        {
            return true;
        }

        return IsFrameworkName(AssemblyNames.SimpleNameOf(assembly)) && assembly.GetName().GetPublicKeyToken() is { Length: > 0 } token
            && s_publicKeyTokens.Contains(Convert.ToHexString(token));
    }

    public static bool IsFrameworkName(string? name) =>
        name is "System" or "mscorlib" or "netstandard" or "WindowsBase"
        || (name is not null && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)));

    // A self-contained app keeps the framework beside its own files, and this one, so the directory says nothing there. (A
    // worker's AppContext.BaseDirectory may be a plug-in's.)
    private static bool IsApplicationDirectory(string directory) =>
        string.Equals(Path.GetDirectoryName(typeof(FrameworkAssemblies).Assembly.Location), directory, StringComparison.Ordinal);
}
