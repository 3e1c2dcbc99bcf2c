using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>Inside the assembly Troupe: which folder may use which. The public face, in the folder's top, may use all of them.</summary>
public sealed partial class FolderSpecs
{
    private const string Assembly = "src/Coordinator";

    /// <summary>From the bottom up: a folder may use those in its list, and each of them stands above it. Errors are the public face's.</summary>
    private static readonly (string Folder, string[] MayUse)[] s_order =
    [
        ("Errors", []),
        ("Configuration", []),
        ("Logging", []),
        ("Jobs", ["Logging"]),
        ("Chunks", ["Jobs"]),
        ("Sessions", ["Logging", "Jobs"]),
        ("Supervision", ["Sessions"]),
        ("Control", ["Logging", "Supervision"]),
        ("Dispatching", ["Logging", "Jobs", "Sessions", "Supervision"]),
        ("Coordination", ["Logging", "Jobs", "Sessions", "Supervision", "Dispatching"]),
        ("Hosting", ["Control", "Jobs", "Sessions", "Coordination"]),
        ("Children", ["Jobs", "Sessions", "Coordination"]),
    ];

    public static TheoryData<string> Folders => [.. s_order.Select(entry => entry.Folder)];

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        var folders = SourceFiles().Select(FolderOf).Where(folder => folder.Length > 0).Distinct();

        folders.ShouldBe(s_order.Select(entry => entry.Folder), ignoreOrder: true);
    }

    [Fact]
    public void Edges_between_folders_go_one_way()
    {
        foreach (var ((folder, mayUse), place) in s_order.Select((entry, place) => (entry, place)))
            mayUse.Except(s_order.Take(place).Select(entry => entry.Folder)).ShouldBeEmpty($"{folder} may only use what stands above it in the list");
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_those_below_it(string folder)
    {
        var mayUse = s_order.Single(entry => entry.Folder == folder).MayUse;

        var wrong =
            from path in SourceFiles()
            where FolderOf(path) == folder
            from used in UsedBy(Repository.Read(path))
            where used != folder && !mayUse.Contains(used)
            select $"{path} uses {used}";

        wrong.ShouldBeEmpty();
    }

    // The namespaces of internal types are their folders; public types are in Troupe, wherever they lie.
    [Fact]
    public void The_namespace_of_a_file_is_its_folder()
    {
        var wrong =
            from path in SourceFiles()
            let found = Namespace().Match(Repository.Read(path)).Groups[1].Value
            where found != "Troupe" && found != $"Troupe.{Path.GetDirectoryName(path[(Assembly.Length + 1)..])!.Replace(Path.DirectorySeparatorChar, '.')}"
            select $"{path} is in {found}";

        wrong.ShouldBeEmpty();
    }

    private static IEnumerable<string> SourceFiles() => Repository.Files(Assembly, "*.cs");

    private static string FolderOf(string path) => path[(Assembly.Length + 1)..] is var rest && rest.Contains('/') ? rest[..rest.IndexOf('/')] : "";

    private static IEnumerable<string> UsedBy(string source)
    {
        var names = s_order.Select(entry => entry.Folder).ToHashSet();
        return Using().Matches(source).Concat(Qualified().Matches(source)).Select(match => match.Groups[1].Value).Where(names.Contains).Distinct();
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?Troupe\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.""])(?:Troupe\.)?(\w+)\.[A-Z]")]
    private static partial Regex Qualified();
}
