using System.Reflection;

namespace Troupe.Messages.Assemblies;

/// <summary>The simple names of loaded assemblies.</summary>
internal static class AssemblyNames
{
    private static readonly System.Buffers.SearchValues<char> s_ends = System.Buffers.SearchValues.Create(",\\");

    /// <summary>
    /// The name without version, culture and key. <see cref="Assembly.GetName()"/> would make a culture of it, for which a
    /// process that has none yet loads the libraries of ICU: some milliseconds of a worker's first job.
    /// </summary>
    public static string SimpleNameOf(Assembly assembly)
    {
        var full = assembly.FullName ?? "";
        var end = full.AsSpan().IndexOfAny(s_ends);
        // A backslash keeps a comma in the name itself: rare enough to pay for.
        return end < 0 ? full : full[end] == ',' ? full[..end] : assembly.GetName().Name ?? "";
    }
}
