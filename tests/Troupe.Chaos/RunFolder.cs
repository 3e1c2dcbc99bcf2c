namespace Troupe.Chaos;

/// <summary>The folder of a run: ledger and journal, and below it a place for everybody's temporary files.</summary>
internal sealed class RunFolder : IDisposable
{
    private RunFolder(string path) => Root = path;

    public string Root { get; }

    public string Temporary => Path.Join(Root, "t");

    public string Ledger => Path.Join(Root, "ledger");

    public string Journal => Path.Join(Root, "journal");

    /// <summary>Makes it, and makes it the place for temporary files of this process and its children: they can be counted there.</summary>
    public static RunFolder Create()
    {
        var folder = new RunFolder(Directory.CreateTempSubdirectory("chaos-").FullName);
        Directory.CreateDirectory(folder.Temporary);
        Environment.SetEnvironmentVariable("TMPDIR", folder.Temporary);
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", folder.Temporary);
        return folder;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
