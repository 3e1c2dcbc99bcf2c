using Akka.Configuration.Hocon;

namespace Troupe.Configuration;

/// <summary>A HOCON file as Akka reads it, with all that it includes, and where each key stands.</summary>
internal sealed record HoconFile(HoconRoot Root, HoconLocations Places)
{
    private const int MostIncludes = 16;

    /// <param name="path">The file.</param>
    /// <param name="strictSection">The section in which a key may stand only once in a file.</param>
    /// <exception cref="InvalidConfigurationException">The syntax of the file, or of one that it includes, is wrong.</exception>
    /// <exception cref="IOException">A file is missing, or cannot be read.</exception>
    public static HoconFile Read(string path, string strictSection) => Read(path, strictSection, depth: 0);

    private static HoconFile Read(string path, string strictSection, int depth)
    {
        // Akka's parser overlooks the very last character.
        var text = File.ReadAllText(path) + "\n";
        var outline = HoconGrammar.Read(text, path, strictSection);
        if (outline.FindCircle() is { } circle)
            throw new HoconLocation(path, circle.Line).Wrong($"${{{circle.Target}}}, in {circle.Path}, leads back to itself.");
        List<HoconFile> included = [.. outline.Includes.Select(include => Included(path, include, strictSection, depth))];
        return new HoconFile(Parse(text, path, outline, included), PlacesOf(path, outline, included));
    }

    private static HoconFile Included(string from, HoconInclude include, string strictSection, int depth)
    {
        var location = new HoconLocation(from, include.Line);
        var file = Path.Combine(Path.GetDirectoryName(from) ?? "", include.File);
        if (!File.Exists(file))
            throw location.Wrong($"There is no file '{file}' to include; its name is relative to the folder of this file.");
        if (depth == MostIncludes)
            throw location.Wrong($"More than {MostIncludes} files include one another; does one include itself?");
        return Read(file, strictSection, depth + 1);
    }

    private static HoconRoot Parse(string text, string path, HoconOutline outline, List<HoconFile> included)
    {
        var next = 0;
        try
        {
            // References of an included file are resolved by now; Akka would look for them a second time, under other paths.
            return Parser.Parse(text, _ => new HoconRoot(included[next++].Root.Value));
        }
        // Akka throws the plain type, too.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            var unresolved = outline.References.Find(
                reference => error.Message.EndsWith($": {reference.Target}", StringComparison.Ordinal));
            if (unresolved is null)
                throw new HoconLocation(path, null).Wrong(error.Message, cause: error);
            var what = $"${{{unresolved.Target}}}, in {unresolved.Path}, is not set in this file or one that it includes.";
            throw new HoconLocation(path, unresolved.Line).Wrong(what, cause: error);
        }
    }

    private static HoconLocations PlacesOf(string path, HoconOutline outline, List<HoconFile> included)
    {
        var places = new HoconLocations();
        var next = 0;
        for (var i = 0; i <= outline.Members.Count; i++)
        {
            for (; next < included.Count && outline.Includes[next].MembersBefore == i; next++)
                places.Include(outline.Includes[next].Section, included[next].Places);
            if (i < outline.Members.Count)
                places.Set(outline.Members[i].Path, new HoconLocation(path, outline.Members[i].Line));
        }
        return places;
    }
}
