using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Troupe.Architecture.Tests;

/// <summary>The product's assemblies, as they lie beside the test.</summary>
internal static class ProductAssembly
{
    /// <summary>Each assembly with those of the product that it may reference: the table of docs/architecture.md.</summary>
    public static IReadOnlyDictionary<string, string[]> MayReference { get; } = new Dictionary<string, string[]>
    {
        ["Troupe.Messages"] = [],
        ["Troupe.Platform"] = [],
        ["Troupe.Links"] = ["Troupe.Messages", "Troupe.Platform"],
        ["Troupe.Processes"] = ["Troupe.Platform"],
        ["Troupe.SharedState"] = ["Troupe.Messages", "Troupe.Platform", "Troupe.Links"],
        ["Troupe.Jobs"] = ["Troupe.Messages", "Troupe.Platform", "Troupe.Links", "Troupe.SharedState"],
        ["Troupe.WorkerNode"] = ["Troupe.Messages", "Troupe.Links"],
        ["Troupe.WorkerActors"] = ["Troupe.Messages", "Troupe.Platform", "Troupe.Links"],
        ["Troupe"] = ["Troupe.Messages", "Troupe.Platform", "Troupe.Links", "Troupe.Processes", "Troupe.SharedState", "Troupe.Jobs"],
        ["Troupe.Cli"] =
            ["Troupe.Messages", "Troupe.Platform", "Troupe.Links", "Troupe.Processes", "Troupe.SharedState", "Troupe.Jobs", "Troupe"],
    };

    public static TheoryData<string> Names => [.. MayReference.Keys];

    public static Assembly Load(string name) => Assembly.LoadFrom(PathOf(name));

    /// <summary>The simple names in the assembly's reference table.</summary>
    public static IReadOnlyList<string> ReferencesOf(string name)
    {
        using var file = new PEReader(File.OpenRead(PathOf(name)));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Order(StringComparer.Ordinal)];
    }

    public static string PathOf(string name) => Path.Join(AppContext.BaseDirectory, name + ".dll");
}
