namespace Troupe.Messages.Assemblies;

/// <summary>The assemblies that Troupe is made of.</summary>
internal static class OwnAssemblies
{
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Troupe", "Troupe.Messages", "Troupe.Platform", "Troupe.Links", "Troupe.Processes", "Troupe.SharedState", "Troupe.Jobs",
        "Troupe.WorkerNode", "Troupe.WorkerActors",
    };

    /// <summary>Whether an assembly of this simple name is one of them.</summary>
    public static bool Contains(string name) => s_names.Contains(name);
}
