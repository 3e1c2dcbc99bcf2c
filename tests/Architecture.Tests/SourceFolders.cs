using System.Reflection;
using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>The folders of a project of src, and which types lie in them.</summary>
internal sealed partial class SourceFolders
{
    private readonly string _folder;
    private readonly string _root;
    private readonly Dictionary<string, string> _ofPublic = [];

    private SourceFolders(string assembly)
    {
        _root = assembly;
        _folder = Path.GetDirectoryName(Repository.Files("src", assembly + ".csproj").Single())!.Replace('\\', '/');
        foreach (var path in Files)
        {
            var text = Repository.Read(path);
            if (NamespaceOf(text) != "Troupe")
                continue;
            foreach (Match type in Declaration().Matches(text))
                _ofPublic[type.Groups[1].Value] = FolderOf(path);
        }
    }

    /// <summary>Its files, from the repository's root.</summary>
    public IEnumerable<string> Files => Repository.Files(_folder, "*.cs");

    public static SourceFolders Of(string assembly) => new(assembly);

    /// <summary>The folder of a file, from the project's; empty for its top.</summary>
    public string FolderOf(string path) => Path.GetDirectoryName(path[(_folder.Length + 1)..])!.Replace('\\', '/');

    /// <summary>The namespace that internal types of a file have.</summary>
    public string NamespaceFor(string path) => FolderOf(path) is { Length: > 0 } folder ? $"{_root}.{folder.Replace('/', '.')}" : _root;

    /// <summary>The folder of a type; null for what no file holds, as what the compiler makes.</summary>
    public string? FolderOf(Type type) =>
        type.Namespace == "Troupe" ? _ofPublic.GetValueOrDefault(type.Name.Split('`')[0])
        : type.Namespace == _root ? ""
        : type.Namespace?.StartsWith(_root + ".", StringComparison.Ordinal) == true ? type.Namespace[(_root.Length + 1)..].Replace('.', '/')
        : null;

    /// <summary>Which folder uses which, with one use of each as an example.</summary>
    public Dictionary<(string User, string Used), string> Edges(Assembly assembly)
    {
        var edges = new Dictionary<(string, string), string>();
        foreach (var (user, used) in TypeUses.In(assembly))
        {
            if (FolderOf(user) is { } from && FolderOf(used) is { } to && from != to)
                edges.TryAdd((from, to), $"{user.Name} uses {used.Name}");
        }
        return edges;
    }

    public static string NamespaceOf(string text) => Namespace().Match(text).Groups[1].Value;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:public|internal) (?:[\w]+ )*?(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
