using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>What the documents say of the repository is there.</summary>
public sealed partial class DocumentSpecs
{
    public static TheoryData<string> Pages =>
        [.. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md" }.Where(
            page => File.Exists(Repository.PathOf(page))), .. Repository.Files("docs", "*.md")];

    [FactWhenPresent("samples/FirstPool/Program.cs")]
    public void The_readme_shows_the_first_pool() => PageShows("README.md", "samples/FirstPool/Program.cs");

    [FactWhenPresent("samples/Outcomes.cs")]
    public void The_options_page_shows_the_sample_of_outcomes() => PageShows("docs/options.md", "samples/Outcomes.cs");

    private static void PageShows(string page, string sample)
    {
        var text = Repository.Read(page);
        var mark = text.IndexOf($"<!-- the text of {sample} -->", StringComparison.Ordinal);
        mark.ShouldBeGreaterThan(-1, $"{page} does not show {sample}");
        var start = text.IndexOf("```csharp\n", mark, StringComparison.Ordinal) + "```csharp\n".Length;
        var shown = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];

        shown.Trim().ShouldBe(Repository.Read(sample).Trim());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var dead = Link().Matches(Repository.Read(page)).Select(match => match.Groups["path"].Value)
            .Where(path => !path.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Join(folder, path)));

        dead.ShouldBeEmpty($"{page} links to files that are not there");
    }

    [Theory]
    [InlineData("docs/guarantees.md", 40)]
    [InlineData("docs/security.md", 30)]
    [InlineData("docs/faults.md", 35)]
    [InlineData("docs/multiprocessing.md", 80)]
    [InlineData("docs/regressions.md", 50)]
    public void Every_test_that_a_page_names_exists(string page, int atLeast)
    {
        // A class may be in two projects, each with tests of its own.
        var specs = Repository.Files("tests", "*Specs.cs").ToLookup(path => Path.GetFileNameWithoutExtension(path), Repository.Read);
        var named = Spec().Matches(Repository.Read(page)).ToList();

        named.Count.ShouldBeGreaterThanOrEqualTo(atLeast, $"{page} names fewer tests than it did");
        named.Where(match => !IsThere(specs[match.Groups["class"].Value], match.Groups["test"].Value)).Select(match => match.Value)
            .ShouldBeEmpty($"{page} names tests that are not there");
    }

    private static bool IsThere(IEnumerable<string> sources, string test) =>
        sources.Any(source => test.Length == 0 || source.Contains($" {test}(", StringComparison.Ordinal));

    [Fact]
    public void Every_public_exception_is_on_the_errors_page()
    {
        var page = Repository.Read("docs/errors.md");
        var missing = new[] { "Troupe", "Troupe.Messages" }
            .SelectMany(name => ProductAssembly.Load(name).GetExportedTypes())
            .Where(type => type.Namespace == "Troupe" && type.IsSubclassOf(typeof(Exception)))
            .Select(type => type.Name)
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal));

        missing.ShouldBeEmpty("docs/errors.md does not tell of these");
    }

    [Fact]
    public void Every_property_of_a_public_exception_is_on_the_errors_page()
    {
        var page = Repository.Read("docs/errors.md");
        var missing = new[] { "Troupe", "Troupe.Messages" }
            .SelectMany(name => ProductAssembly.Load(name).GetExportedTypes())
            .Where(type => type.Namespace == "Troupe" && type.IsSubclassOf(typeof(Exception)))
            .SelectMany(type => type.GetProperties().Where(property => property.DeclaringType == type)
                .Select(property => $"{type.Name}.{property.Name}"))
            .Where(name => !page.Contains($"`{name.Split('.')[1]}`", StringComparison.Ordinal));

        missing.ShouldBeEmpty("docs/errors.md does not tell of these");
    }

    [GeneratedRegex(@"\]\((?<path>[^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(?<class>\w+Specs)\b(\.(?<test>\w+))?")]
    private static partial Regex Spec();
}
