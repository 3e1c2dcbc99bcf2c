namespace Troupe.Packages.Tests;

/// <summary>A program that has the package and nothing else of this repository.</summary>
public sealed class ConsoleAppSpecs
{
    [Fact]
    public async Task A_fresh_app_runs_the_readmes_example_unchanged()
    {
        var app = await Project.NewAsync("console", "Hello");
        app.Write("Program.cs", ReadmeExample());

        var run = (await app.DotnetAsync("run")).ShouldSucceed();

        run.Lines[0].ShouldBe("A worker process added up to 5050.");
        run.Lines[1].ShouldBe("Of 7, 8 and 1000000007, 2 are prime.");
        run.Lines[2].ShouldMatch(@"^Worker process \d+ died \(SIGABRT\); the app goes on\.$");
    }

    [Fact]
    public async Task A_built_app_works_a_second_build_changes_no_file_and_clean_leaves_nothing_of_the_package()
    {
        var app = await (await WorkProgram.NewAsync()).BuildAsync();
        WorkProgram.ShouldHaveWorkedWithPlugIn(await app.RunAsync((await PlugInProject.LoadableAsync()).Program));

        var before = Times(app);
        await app.BuildAsync();
        Times(app).ShouldBe(before);

        (await app.DotnetAsync("clean")).ShouldSucceed();
        Times(app).Keys.Where(file => Path.GetFileName(file).StartsWith("Troupe", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_for_any_machine_and_its_workers_run_the_native_images_of_this_one()
    {
        var app = await Project.WriteAsync("Images", Project.Reference("Troupe"));
        await app.Write("Program.cs", """
            using Troupe;

            await using var pool = await ProcessPool.StartAsync(workers: 1);
            Console.WriteLine(typeof(ProcessPool).Assembly.Location);
            var locations = await pool.RunAsync(() => AppDomain.CurrentDomain.GetAssemblies()
                .Where(assembly => assembly.GetName().Name!.StartsWith("Troupe")).Select(assembly => assembly.Location).ToArray());
            foreach (var location in locations)
                Console.WriteLine(location);
            """).BuildAsync();

        var locations = (await app.RunAsync()).ShouldSucceed().Lines;

        var folder = Project.Runtime == "linux-x64" ? Path.Join(app.Output, "runtimes/linux-x64/lib/net10.0") : app.Output;
        locations.Count.ShouldBeGreaterThanOrEqualTo(4);
        locations.ShouldAllBe(location => Path.GetDirectoryName(location) == folder);
    }

    [Fact]
    public async Task Two_programs_may_be_built_into_one_folder()
    {
        const string settings = "<OutputType>Exe</OutputType><OutputPath>../both</OutputPath>"
            + "<AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>";
        var folder = Feed.NewFolder("two");
        foreach (var name in new[] { "One", "Two" })
        {
            var app = await Project.WriteAsync(name, Project.Reference("Troupe"), settings, folder: Path.Join(folder, name));
            await app.Write("Program.cs", WorkProgram.Text).BuildAsync();
        }

        foreach (var name in new[] { "One", "Two" })
            WorkProgram.ShouldHaveWorked(await Command.RunAsync(folder, "dotnet", Path.Join(folder, "both", name + ".dll")));
    }

    private static SortedDictionary<string, DateTime> Times(Project app) =>
        new(
            Directory.EnumerateFiles(app.Output, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc),
            StringComparer.Ordinal);

    private static string ReadmeExample()
    {
        const string begin = "```csharp\n";
        var text = Repository.Read("README.md");
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
