namespace Troupe.Packages.Tests;

/// <summary>A project of a user's, in a folder of its own.</summary>
internal sealed class Project
{
    private Project(string folder, string name)
    {
        Folder = folder;
        Name = name;
    }

    public string Folder { get; }

    public string Name { get; }

    /// <summary>What <c>dotnet new</c> makes, with the package added.</summary>
    public static async Task<Project> NewAsync(string template, string name)
    {
        await Feed.PackedAsync();
        var project = new Project(Feed.NewFolder(name), name);
        (await project.DotnetAsync("new", template, "-n", name, "-o", ".", "--no-restore")).ShouldSucceed();
        (await project.DotnetAsync("add", "package", "Troupe", "--version", Feed.Version)).ShouldSucceed();
        return project;
    }

    public string PathOf(string file) => Path.Join(Folder, file);

    /// <summary>The folder of the build's output.</summary>
    public string Output(string configuration = "Debug") => PathOf($"bin/{configuration}/net10.0");

    public Project Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
        return this;
    }

    /// <summary>Runs a command of the SDK in the project's folder.</summary>
    public Task<CommandEnd> DotnetAsync(params string[] arguments) => Command.RunAsync(Folder, "dotnet", arguments);
}
