using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>What the documents say of the repository is there.</summary>
public sealed partial class DocumentSpecs
{
    private const string ExampleMark = "<!-- the text of samples/Embedding.cs -->";

    public static TheoryData<string> Pages =>
        [.. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md" }.Where(page => File.Exists(Repository.PathOf(page))), .. Repository.Files("docs", "*.md")];

    [FactWhenPresent("samples/Embedding.cs")]
    public void The_readme_shows_the_embedding_sample()
    {
        var readme = Repository.Read("README.md");
        var start = readme.IndexOf("```csharp\n", readme.IndexOf(ExampleMark, StringComparison.Ordinal), StringComparison.Ordinal) + "```csharp\n".Length;
        var shown = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];

        shown.Trim().ShouldBe(Repository.Read("samples/Embedding.cs").Trim());
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

    [FactWhenPresent("tests/EndToEnd.Tests/Crashes", "tests/EndToEnd.Tests/Pool")]
    public void Every_spec_that_the_guarantees_name_exists()
    {
        var specs = Repository.Files("tests", "*Specs.cs").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet();
        var named = Spec().Matches(Repository.Read("docs/guarantees.md")).Select(match => match.Value).Distinct();

        named.Where(name => !specs.Contains(name)).ShouldBeEmpty("docs/guarantees.md names specs that are not there");
    }

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

    [GeneratedRegex(@"\]\((?<path>[^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b\w+Specs\b")]
    private static partial Regex Spec();
}
