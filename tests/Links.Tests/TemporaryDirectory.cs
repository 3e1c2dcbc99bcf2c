namespace Troupe.Links.Tests;

/// <summary>A directory of its own that goes with the test; its path is short enough for a socket.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("trp").FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
