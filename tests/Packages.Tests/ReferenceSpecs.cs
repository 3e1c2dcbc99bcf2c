namespace Troupe.Packages.Tests;

/// <summary>Programs that have the package by way of another project or package.</summary>
public sealed class ReferenceSpecs
{
    private const string LibraryText = """
        using Troupe;

        namespace Answers;

        public static class Answer
        {
            public static async Task<int> FindAsync()
            {
                await using var pool = await ProcessPool.StartAsync(workers: 1);
                return await pool.RunAsync(() => 6 * 7);
            }
        }
        """;

    private const string AppText = """
        Troupe.WorkerHost.RunIfWorker(args);
        Console.WriteLine($"answer: {await Answers.Answer.FindAsync()}");
        """;

    [Fact]
    public async Task A_project_behind_a_project_brings_the_worker_with_versions_kept_in_one_place()
    {
        var folder = Feed.NewFolder("central");
        await File.WriteAllTextAsync(Path.Join(folder, "Directory.Packages.props"), $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="Troupe" Version="{Feed.Version}" /></ItemGroup>
            </Project>
            """);
        var library = await Project.WriteAsync(
            "Answers",
            """<PackageReference Include="Troupe" />""",
            properties: "",
            folder: Path.Join(folder, "Answers"));
        library.Write("Answer.cs", LibraryText);
        var app = await Project.WriteAsync(
            "App",
            """<ProjectReference Include="../Answers/Answers.csproj" />""",
            folder: Path.Join(folder, "App"));
        await app.Write("Program.cs", AppText).BuildAsync();

        (await app.RunAsync()).ShouldSucceed().Lines.ShouldBe(["answer: 42"]);
        (await app.DotnetAsync("publish", "-o", app.PathOf("out"))).ShouldSucceed();
        (await Command.RunAsync(folder, Path.Join(app.Folder, "out", "App"))).ShouldSucceed().Lines.ShouldBe(["answer: 42"]);
        Directory.EnumerateFiles(library.Output, "*Worker*").ShouldBeEmpty("a library brings no program");
    }

    [Fact]
    public async Task A_package_that_depends_on_the_package_brings_the_worker_and_has_none_inside()
    {
        var library = await Project.WriteAsync("Answers", Project.Reference("Troupe"), properties: $"<Version>{Feed.Version}</Version>");
        library.Write("Answer.cs", LibraryText);
        var source = Feed.NewFolder("others");
        (await library.DotnetAsync("pack", "-o", source)).ShouldSucceed();
        using (var package = Package.Open(Path.Join(source, $"Answers.{Feed.Version}.nupkg")))
            package.Files.ShouldBe(["Answers.nuspec", "lib/net10.0/Answers.dll"]);

        var app = await Project.WriteAsync(
            "App",
            Project.Reference("Answers", Feed.Version),
            $"<OutputType>Exe</OutputType><RestoreAdditionalProjectSources>{source}</RestoreAdditionalProjectSources>");
        await app.Write("Program.cs", AppText).BuildAsync();
        (await app.RunAsync()).ShouldSucceed().Lines.ShouldBe(["answer: 42"]);
    }
}
