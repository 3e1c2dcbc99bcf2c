using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>Inside an assembly: internal types are in the namespace of their folder, public ones in Troupe, and folders use each other one
/// way.</summary>
public sealed partial class FolderSpecs
{
    public static TheoryData<string> Assemblies => ProductAssembly.Names;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_namespace_of_an_internal_type_is_its_folder(string assembly)
    {
        var folders = SourceFolders.Of(assembly);

        var wrong =
            from path in folders.Files
            let text = Repository.Read(path)
            let found = SourceFolders.NamespaceOf(text)
            where found.Length > 0 && found != folders.NamespaceFor(path) && (found != "Troupe" || !Face().IsMatch(text))
            select $"{path} is in {found}";

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_folders_use_each_other_in_a_circle(string assembly)
    {
        var edges = SourceFolders.Of(assembly).Edges(ProductAssembly.Load(assembly));
        var reach = edges.Keys.SelectMany(edge => new[] { edge.User, edge.Used }).Distinct()
            .ToDictionary(folder => folder, folder => Reach(folder, edges.Keys));

        var inCircle =
            from edge in edges
            where reach[edge.Key.Used].Contains(edge.Key.User)
            select $"{Name(edge.Key.User)} → {Name(edge.Key.Used)}: {edge.Value}";

        inCircle.Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static string Name(string folder) => folder.Length == 0 ? "(top)" : folder;

    private static HashSet<string> Reach(string folder, IEnumerable<(string User, string Used)> edges)
    {
        var found = new HashSet<string>();
        var next = new Stack<string>([folder]);
        while (next.TryPop(out var user))
        {
            foreach (var (_, used) in edges.Where(edge => edge.User == user))
            {
                if (found.Add(used))
                    next.Push(used);
            }
        }
        return found;
    }

    /// <summary>A file of the public face: it has a public type, or makes one travel.</summary>
    [GeneratedRegex(@"^public ", RegexOptions.Multiline)]
    private static partial Regex Face();
}
