using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Troupe.Messages.Assemblies;

/// <summary>
/// Tells the framework's assemblies from the app's by where they were loaded from: the directory of System.Private.CoreLib, or
/// another shared framework beside it. Names say nothing: compilers and many libraries are called <c>Microsoft.</c> or <c>System.</c>,
/// too. An app that carries the framework in its own directory or file has one place for both: there it is the public key and
/// the version of System.Private.CoreLib.
/// </summary>
[SuppressMessage("SingleFile", "IL3000", Justification = "An empty location is expected in a single file: keys and versions decide there.")]
internal static class FrameworkAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, object> s_known = [];
    private static readonly string s_coreDirectory = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";
    private static readonly string? s_sharedDirectory = SharedDirectory();
    private static readonly Lazy<HashSet<string>> s_names = new(Names);

    private static readonly HashSet<string> s_publicKeyTokens = new(StringComparer.OrdinalIgnoreCase)
    {
        "b77a5c561934e089", "b03f5f7f11d50a3a", "7cec85d7bea7798e", "cc7b13ffcd2ddd51", "31bf3856ad364e35", "adb9793829ddae60",
    };

    // An app that carries the framework keeps it beside its own files, and this one, so that the directory says nothing. (A
    // worker's AppContext.BaseDirectory may be a plug-in's.)
    private static bool IsCarried => s_coreDirectory.Length == 0
        || string.Equals(Path.GetDirectoryName(typeof(FrameworkAssemblies).Assembly.Location), s_coreDirectory, StringComparison.Ordinal);

    public static bool Contains(Assembly assembly) => (bool)s_known.GetValue(assembly, static a => Decide(a));

    /// <summary>Whether a file lies in a shared framework's directory.</summary>
    public static bool ContainsFile(string path)
    {
        var directory = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(directory) || IsCarried)
            return false;

        // …/shared/Microsoft.AspNetCore.App/10.0.0/X.dll
        return string.Equals(directory, s_coreDirectory, StringComparison.Ordinal)
            || (s_sharedDirectory is not null
                && string.Equals(Path.GetDirectoryName(Path.GetDirectoryName(directory)), s_sharedDirectory, StringComparison.Ordinal));
    }

    /// <summary>Whether the framework has an assembly of this simple name; where the app carries the framework, whether it may
    /// have.</summary>
    public static bool ContainsName(string name) => IsCarried
        ? IsForwarder(name) || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        : s_names.Value.Contains(name);

    private static bool Decide(Assembly assembly)
    {
        if (assembly == typeof(object).Assembly)
            return true;

        return !assembly.IsDynamic && (IsCarried ? IsOfSameBuild(assembly) : ContainsFile(assembly.Location));
    }

    // Not by Assembly.GetName(), which loads the libraries of ICU.
    private static bool IsOfSameBuild(Assembly assembly) =>
        IsForwarder(AssemblyNames.SimpleNameOf(assembly))
        || (s_publicKeyTokens.Contains(PartOf(assembly, "PublicKeyToken="))
            && string.Equals(PartOf(assembly, "Version="), PartOf(typeof(object).Assembly, "Version="), StringComparison.Ordinal));

    // The framework's own with a version of their own; Visual Basic's have code, the others only say where types are now.
    private static bool IsForwarder(string name) =>
        name is "mscorlib" or "netstandard" or "WindowsBase" or "Microsoft.VisualBasic" or "Microsoft.VisualBasic.Core";

    private static string PartOf(Assembly assembly, string label)
    {
        var full = assembly.FullName ?? "";
        var start = full.IndexOf(label, StringComparison.Ordinal) + label.Length;
        var end = full.IndexOf(',', Math.Max(start, 0));
        return start < label.Length ? "" : end < 0 ? full[start..] : full[start..end];
    }

    private static string? SharedDirectory()
    {
        var shared = Path.GetDirectoryName(Path.GetDirectoryName(s_coreDirectory));
        return string.Equals(Path.GetFileName(shared), "shared", StringComparison.Ordinal) ? shared : null;
    }

    private static HashSet<string> Names() =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(ContainsFile)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
