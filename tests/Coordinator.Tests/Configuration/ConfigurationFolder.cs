namespace Troupe.Tests.Configuration;

/// <summary>A folder with HOCON files, gone at the end.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("troupe-conf-").FullName;

    public string Write(string name, string text)
    {
        var file = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public ProcessPoolOptions Load(string text) => ProcessPoolOptions.Load(Write("app.conf", text));

    /// <summary>Loads settings of the pool.</summary>
    public ProcessPoolOptions LoadPool(string settings) => Load($"troupe.pool {{\n{settings}\n}}\n");

    public InvalidConfigurationException Refused(string text) => Should.Throw<InvalidConfigurationException>(() => Load(text));

    public InvalidConfigurationException RefusedPool(string settings) =>
        Should.Throw<InvalidConfigurationException>(() => LoadPool(settings));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
