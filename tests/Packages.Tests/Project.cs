using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Troupe.Packages.Tests;

/// <summary>A project of a user's, in a folder of its own.</summary>
internal sealed class Project
{
    private Project(string folder, string name)
    {
        Folder = folder;
        Name = name;
    }

    /// <summary>The kind of machine that self-contained programs are published for: this one.</summary>
    public static string Runtime { get; } = RuntimeInformation.RuntimeIdentifier;

    public string Folder { get; }

    public string Name { get; }

    /// <summary>The folder of the build's output.</summary>
    public string Output => PathOf("bin/Debug/net10.0");

    /// <summary>The program that the build made.</summary>
    public string Program => Path.Join(Output, Name + ".dll");

    /// <summary>What <c>dotnet new</c> makes, with the package added.</summary>
    public static async Task<Project> NewAsync(string template, string name)
    {
        await Feed.PackedAsync();
        var project = new Project(Feed.NewFolder(name), name);
        (await project.DotnetAsync("new", template, "-n", name, "-o", ".", "--no-restore")).ShouldSucceed();
        (await project.DotnetAsync("add", "package", "Troupe", "--version", Feed.Version)).ShouldSucceed();
        return project;
    }

    /// <summary>A project with this file, in a folder of its own or in the one given.</summary>
    public static async Task<Project> WriteAsync(
        string name,
        string items,
        string properties = "<OutputType>Exe</OutputType>",
        string sdk = "Microsoft.NET.Sdk",
        string? folder = null)
    {
        await Feed.PackedAsync();
        var project = new Project(folder ?? Feed.NewFolder(name), name);
        return project.Write(name + ".csproj", $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {items}
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>A reference to a package: the one under test, or another in the version that this repository uses.</summary>
    public static string Reference(string package, string? version = null) =>
        $"""<PackageReference Include="{package}" Version="{version ?? VersionOf(package)}" />""";

    public string PathOf(string file) => Path.Join(Folder, file);

    public Project Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
        return this;
    }

    /// <summary>Runs a command of the SDK in the project's folder.</summary>
    public Task<CommandEnd> DotnetAsync(params string[] arguments) => Command.RunAsync(Folder, "dotnet", arguments);

    public async Task<Project> BuildAsync()
    {
        (await DotnetAsync("build")).ShouldSucceed();
        return this;
    }

    /// <summary>Runs what was built, without building.</summary>
    public Task<CommandEnd> RunAsync(params string[] arguments) => DotnetAsync([Program, .. arguments]);

    private static string VersionOf(string package) => package == "Troupe"
        ? Feed.Version
        : XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(item => item.Attribute("Include")!.Value == package).Attribute("Version")!.Value;
}
