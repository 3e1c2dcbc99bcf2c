namespace Troupe.Fuzzing.Tests.Engine;

/// <summary>
/// The inputs that are kept: a golden sample of everything a target reads, and every input that was once a finding. One file
/// each, its bytes in hexadecimal digits.
/// </summary>
internal static class Corpus
{
    private const string Extension = ".hex";

    private static string Folder(string target) => Path.Join(AppContext.BaseDirectory, "Corpus", target);

    /// <summary>The kept inputs of a target by their names, together with those that the code makes anew.</summary>
    public static SortedDictionary<string, byte[]> Of(FuzzTarget target)
    {
        var all = new SortedDictionary<string, byte[]>(Kept(target), StringComparer.Ordinal);
        foreach (var (name, bytes) in target.Golden)
            all[$"made {name}"] = bytes;
        return all;
    }

    public static Dictionary<string, byte[]> Kept(FuzzTarget target) =>
        !Directory.Exists(Folder(target.Name))
            ? []
            : Directory.EnumerateFiles(Folder(target.Name), "*" + Extension)
                .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Read(File.ReadAllText(file)));

    /// <summary>Writes the golden samples of a target, for a change of the wire that is meant.</summary>
    public static void Write(FuzzTarget target, string corpusFolder)
    {
        var folder = Directory.CreateDirectory(Path.Join(corpusFolder, target.Name)).FullName;
        foreach (var (name, bytes) in target.Golden)
        {
            File.WriteAllText(
                Path.Join(folder, name + Extension),
                string.Join('\n', Convert.ToHexString(bytes).Chunk(96).Select(line => new string(line))) + "\n");
        }
    }

    private static byte[] Read(string text) => Convert.FromHexString(text.ReplaceLineEndings(""));
}
