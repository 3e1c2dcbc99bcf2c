using Troupe.Cli.Exits;
using Troupe.Platform.Texts;

namespace Troupe.Cli.Metadata;

/// <summary>Finds the function that a name means, or says which names are near.</summary>
internal static class FunctionLookup
{
    private const int MostOffered = 5;

    /// <summary>Checks the name before anything is started.</summary>
    /// <returns>Whether the function's parameter is a string, which gets lines as they are.</returns>
    /// <exception cref="UsageException">No such method, or none with one parameter.</exception>
    public static bool TakesRawLines(string assembly, string name)
    {
        var plain = name.Replace('+', '.');
        List<MethodFacts> all = [.. AssemblyMethods.Of(assembly)];
        List<MethodFacts> named = [.. all.Where(method => method.FullName == plain)];
        if (named.Count == 0)
            throw new UsageException(NoSuchMethod(assembly, plain, all));
        List<MethodFacts> fitting = [.. named.Where(method => method.TakesOne)];
        if (fitting.Count == 0)
        {
            throw new UsageException(
                $"'{name}' cannot be called with one item. There is: "
                    + $"{string.Join("; ", named.Take(MostOffered).Select(method => method.Shape))}. "
                + "The function of a map has exactly one parameter without a default value.");
        }

        // With overloads that JSON tells apart, JSON is what items are.
        return fitting.All(method => method.Inputs[0].IsString);
    }

    private static string NoSuchMethod(string assembly, string name, List<MethodFacts> all)
    {
        var dot = name.LastIndexOf('.');
        var (type, method) = dot < 0 ? ("", name) : (name[..dot], name[(dot + 1)..]);
        var ofType = all.Where(candidate => candidate.Type == type);
        var most = Math.Max(3, name.Length / 3);
        string[] near = [.. all
            .Select(candidate => (candidate.FullName, Distance: EditDistance.Between(candidate.FullName, name), SameMethod: string.Equals(
                candidate.Name,
                method,
                StringComparison.OrdinalIgnoreCase)))
            .Where(candidate => candidate.Distance <= most || candidate.SameMethod)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.FullName, StringComparer.Ordinal)
            .Select(candidate => candidate.FullName)
            .Concat(ofType.Select(candidate => candidate.FullName))
            .Distinct().Take(MostOffered)];
        var offer = near.Length > 0 ? $" Did you mean {string.Join(", ", near)}?" : " Write it as Namespace.Type.Method.";
        return $"There is no public static method '{name}' in '{Path.GetFileName(assembly)}'.{offer}";
    }
}
