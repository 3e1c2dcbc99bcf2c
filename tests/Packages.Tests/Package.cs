using System.IO.Compression;
using System.Xml.Linq;

namespace Troupe.Packages.Tests;

/// <summary>What is in a package's file.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;

    private Package(string file) => _archive = ZipFile.OpenRead(file);

    /// <summary>Paths in it, without those that every package has for its own format.</summary>
    public IReadOnlyList<string> Files => [.. _archive.Entries.Select(entry => entry.FullName)
        .Where(path => !path.StartsWith("_rels/", StringComparison.Ordinal) && !path.StartsWith("package/", StringComparison.Ordinal)
            && path != "[Content_Types].xml")
        .Order(StringComparer.Ordinal)];

    /// <summary>Its description, with names as they are without the namespace.</summary>
    public XElement Metadata
    {
        get
        {
            var nuspec = XDocument.Parse(Text(Files.Single(path => path.EndsWith(".nuspec", StringComparison.Ordinal))));
            foreach (var element in nuspec.Descendants())
                element.Name = element.Name.LocalName;
            return nuspec.Root!.Element("metadata")!;
        }
    }

    public static async Task<Package> OpenAsync(string id, string extension = ".nupkg", string? version = null)
    {
        await Feed.PackedAsync();
        return new Package(Path.Join(Feed.Folder, $"{id}.{version ?? Feed.Version}{extension}"));
    }

    public static Package Open(string file) => new(file);

    public string Text(string path)
    {
        using var reader = new StreamReader(_archive.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }

    public byte[] Bytes(string path)
    {
        using var bytes = new MemoryStream();
        using var entry = _archive.GetEntry(path)!.Open();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>File names in one folder.</summary>
    public IReadOnlyList<string> In(string folder) =>
        [.. Files.Where(path => Path.GetDirectoryName(path)!.Replace('\\', '/') == folder).Select(path => Path.GetFileName(path)!)];

    public void ExtractTo(string folder) => _archive.ExtractToDirectory(folder);

    public void Dispose() => _archive.Dispose();
}
