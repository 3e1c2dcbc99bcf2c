using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Troupe.Packages.Tests;

/// <summary>What <c>dotnet pack Actors.sln</c> makes.</summary>
public sealed partial class ContentSpecs
{
    private const string Lib = "lib/net10.0";
    private const string Ref = "ref/net10.0";

    /// <summary>All assemblies of the product but the tool: each is in the package, whatever projects there are.</summary>
    private static string[] Assemblies => [.. Repository.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Where(name => name != "Troupe.Cli")];

    [Fact]
    public async Task Packing_makes_the_library_and_the_tool_and_nothing_else()
    {
        await Feed.PackedAsync();
        Directory.EnumerateFiles(Feed.Folder, $"*{Feed.Version}*")
            .Select(file => Path.GetFileName(file).Replace($".{Feed.Version}", "", StringComparison.Ordinal))
            .ShouldBe(["Troupe.nupkg", "Troupe.snupkg", "Troupe.Tool.nupkg", "Troupe.Tool.snupkg"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_library_has_the_worker_and_every_internal_assembly_in_it()
    {
        using var package = await Package.OpenAsync("Troupe");
        package.In(Lib).ShouldBe(
            [.. Assemblies.Select(name => name + ".dll"), "Troupe.WorkerNode.deps.json", "Troupe.WorkerNode.runtimeconfig.json"],
            ignoreOrder: true);
        package.In("buildTransitive/net10.0").ShouldBe(["Troupe.targets"]);
    }

    [Fact]
    public async Task The_library_has_native_images_of_the_same_for_the_machine_that_packs()
    {
        using var package = await Package.OpenAsync("Troupe");
        if (Project.Runtime == "linux-x64")
            package.In($"runtimes/linux-x64/{Lib}").ShouldBe(package.In(Lib));
    }

    [Fact]
    public async Task Programs_compile_against_the_library_with_its_documentation_and_not_against_the_worker()
    {
        using var package = await Package.OpenAsync("Troupe");
        var references = package.In(Ref);
        references.ShouldContain("Troupe.dll");
        references.Where(name => name.StartsWith("Troupe.Worker", StringComparison.Ordinal)).ShouldBeEmpty();
        references.Select(name => Path.ChangeExtension(name, null)).GroupBy(name => name).ShouldAllBe(pair => pair.Count() == 2);
        package.Text(Ref + "/Troupe.xml").ShouldContain("M:Troupe.ProcessPool.StartAsync");
    }

    [Fact]
    public async Task The_library_depends_on_what_its_assemblies_reference_and_on_no_package_of_ours()
    {
        using var package = await Package.OpenAsync("Troupe");
        var dependencies = package.Metadata.Descendants("dependency").Select(dependency => dependency.Attribute("id")!.Value).ToList();
        var needed = Assemblies.SelectMany(name => References(package.Bytes($"{Lib}/{name}.dll"))).Distinct()
            .Except(Assemblies).Where(name => !IsFramework(name));

        needed.ShouldBe(dependencies, ignoreOrder: true);
    }

    [Theory]
    [InlineData("Troupe")]
    [InlineData("Troupe.Tool")]
    public async Task A_package_has_its_page_licence_icon_and_source_and_no_path_of_this_machine(string id)
    {
        using var package = await Package.OpenAsync(id);
        package.Files.ShouldContain("README.md");
        package.Files.ShouldContain("LICENSE");
        package.Files.ShouldContain("icon.png");
        var metadata = package.Metadata;
        metadata.Element("readme")!.Value.ShouldBe("README.md");
        metadata.Element("icon")!.Value.ShouldBe("icon.png");
        metadata.Element("license")!.Value.ShouldBe("MIT");
        metadata.Element("description")!.Value.Length.ShouldBeGreaterThan(50);
        var repository = metadata.Element("repository")!;
        repository.Attribute("type")!.Value.ShouldBe("git");
        repository.Attribute("url")!.Value.ShouldStartWith("https://");
        metadata.ToString().ShouldNotContain(Repository.Root);
        // A page beside other pages, not in a folder of the repository.
        RelativeLink().Matches(package.Text("README.md")).Select(match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tool_is_a_tool_called_troupe()
    {
        using var package = await Package.OpenAsync("Troupe.Tool");
        package.Metadata.Descendants("packageType").Single().Attribute("name")!.Value.ShouldBe("DotnetTool");
        package.Text("tools/net10.0/any/DotnetToolSettings.xml").ShouldContain("Name=\"troupe\"");
    }

    [Fact]
    public async Task Every_assembly_has_its_symbols_and_they_name_no_folder_of_this_machine()
    {
        using var symbols = await Package.OpenAsync("Troupe", ".snupkg");
        symbols.In(Lib).ShouldBe(Assemblies.Select(name => name + ".pdb"), ignoreOrder: true);
        foreach (var name in symbols.In(Lib))
        {
            using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Bytes($"{Lib}/{name}")));
            var reader = provider.GetMetadataReader();
            // What the build itself writes is inside of the symbols, by the path of these specs' own artifacts.
            reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))
                .Where(path => !path.Contains("/artifacts/obj/", StringComparison.Ordinal))
                .ShouldAllBe(path => path.StartsWith("/_", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public async Task The_public_face_in_the_package_is_the_recorded_one()
    {
        using var package = await Package.OpenAsync("Troupe");
        var folder = Feed.NewFolder("face");
        package.ExtractTo(folder);
        var context = new AssemblyLoadContext("face");
        context.Resolving += (loading, name) => Path.Join(folder, Lib, name.Name + ".dll") is var file && File.Exists(file)
            ? loading.LoadFromAssemblyPath(file)
            : null;
        foreach (var name in package.In(Ref).Where(name => name.EndsWith(".dll", StringComparison.Ordinal))
            .Select(name => Path.ChangeExtension(name, null)))
        {
            PublicApi.Of(context.LoadFromAssemblyPath(Path.Join(folder, Lib, name + ".dll")))
                .ShouldBe(Repository.Read($"tests/Architecture.Tests/PublicApi/{name}.txt"), name);
        }
    }

    private static List<string> References(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static bool IsFramework(string name) =>
        File.Exists(Path.Join(Path.GetDirectoryName(typeof(object).Assembly.Location), name + ".dll"));

    [GeneratedRegex(@"\]\((?!https?://|#)[^)]*\)")]
    private static partial Regex RelativeLink();
}
