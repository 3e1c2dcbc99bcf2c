using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>Who may reference whom; the table is docs/architecture.md's.</summary>
public sealed partial class ReferenceSpecs
{
    public static TheoryData<string> Names => ProductAssembly.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void An_assembly_references_only_those_below_it(string name)
    {
        var own = ProductAssembly.ReferencesOf(name).Where(IsOurs);

        own.Except(ProductAssembly.MayReference[name]).ShouldBeEmpty($"{name} may not reference these; see docs/architecture.md, Projects");
    }

    [Fact]
    public void Every_project_has_its_place_in_the_table()
    {
        var projects = Repository.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path));

        projects.ShouldBe(ProductAssembly.MayReference.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_architecture_page_shows_every_project()
    {
        var page = Repository.Read("docs/architecture.md");

        foreach (var project in Repository.Files("src", "*.csproj"))
        {
            page.ShouldContain(
                $"`{Path.GetDirectoryName(project)!.Replace('\\', '/')}`",
                customMessage: "a project is missing from docs/architecture.md");
        }
    }

    [Theory]
    [InlineData("Troupe.WorkerNode")]
    [InlineData("Troupe.Links")]
    [InlineData("Troupe.Messages")]
    [InlineData("Troupe.Platform")]
    [InlineData("Troupe.SharedState")]
    public void A_worker_starts_without_packages(string name)
    {
        // What a worker loads before its first job costs every start: it stands on the framework alone.
        PackagesOf(name).ShouldBeEmpty();
    }

    [Fact]
    public void The_library_needs_two_packages()
    {
        // Akka reads HOCON, and is loaded by the first call that needs it; see Nothing_of_Akka_is_loaded_before_a_configuration_is_read.
        PackagesOf("Troupe").ShouldBe(["Akka", "Microsoft.Extensions.Logging.Abstractions"]);
    }

    [Fact]
    public void The_workers_dependency_file_names_no_package()
    {
        var dependencies = File.ReadAllText(Path.Join(AppContext.BaseDirectory, "Troupe.WorkerNode.deps.json"));

        PackageEntry().Matches(dependencies).Select(match => match.Value).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Internals_are_open_to_Troupes_own_assemblies_tests_and_benchmarks_alone(string name)
    {
        var friends = ProductAssembly.Load(name).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InternalsVisibleToAttribute))
            .Select(attribute => (string)attribute.ConstructorArguments[0].Value!);

        friends.Where(friend => !ProductAssembly.MayReference.ContainsKey(friend) && !IsOfTests(friend)
            && !friend.EndsWith(".Benchmarks", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> PackagesOf(string name) => ProductAssembly.ReferencesOf(name)
        .Where(reference => !IsOurs(reference) && !reference.StartsWith("System.", StringComparison.Ordinal)
            && !reference.StartsWith("Microsoft.Win32.", StringComparison.Ordinal));

    /// <summary>A project of specs, or a program that specs start.</summary>
    private static bool IsOfTests(string name) =>
        name.EndsWith(".Tests", StringComparison.Ordinal) || name.StartsWith("Troupe.Tests.", StringComparison.Ordinal);

    private static bool IsOurs(string name) => name == "Troupe" || name.StartsWith("Troupe.", StringComparison.Ordinal);

    [GeneratedRegex("\"type\": *\"package\"")]
    private static partial Regex PackageEntry();
}
