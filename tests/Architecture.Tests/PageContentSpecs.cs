using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>What pages say of the repository is so, and what they have to tell of it they do.</summary>
public sealed partial class PageContentSpecs
{
    [Theory]
    [InlineData("docs/guarantees.md", 40)]
    [InlineData("docs/security.md", 30)]
    [InlineData("docs/faults.md", 35)]
    [InlineData("docs/multiprocessing.md", 80)]
    [InlineData("docs/internal/regressions.md", 50)]
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

    [Theory]
    [InlineData("docs/faults.md", 'F')]
    [InlineData("docs/security.md", 'T')]
    public void Every_number_of_a_fault_or_an_attack_that_a_comment_names_is_explained(string page, char letter)
    {
        var rows = Numbers(CatalogueRow().Matches(Repository.Read(page)));
        var named = Numbers(Repository.Files("tests", "*.cs").SelectMany(path => Comment().Matches(Repository.Read(path))))
            .Where(number => number[0] == letter).ToHashSet();

        named.Count.ShouldBeGreaterThan(8);
        named.Except(rows).ShouldBeEmpty($"{page} does not explain these");
    }

    private static HashSet<string> Numbers(IEnumerable<Match> texts) =>
        [.. texts.SelectMany(text => CatalogueNumber().Matches(text.Value)).Select(number => number.Value)];

    [Fact]
    public void Every_event_of_the_log_is_on_its_page()
    {
        var rows = EventRow().Matches(Repository.Read("docs/logging-and-metrics.md"))
            .SelectMany(row => row.Groups["events"].Value.Split(", "));

        Repository.Files("src", "*.cs")
            .SelectMany(path => LogEvent().Matches(Repository.Read(path))).Select(line => line.Groups["event"].Value)
            .Except(rows)
            .ShouldBeEmpty("docs/logging-and-metrics.md does not tell of these");
    }

    [Fact]
    public void The_source_map_has_a_row_for_every_folder_of_src()
    {
        var folders = Repository.Files("src", "*.cs")
            .Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..]).Distinct();
        var rows = FolderRow().Matches(Repository.Read("docs/internal/source-map.md")).Select(row => row.Groups["folder"].Value);

        rows.ShouldBe(folders, ignoreOrder: true);
    }

    [Fact]
    public void Every_public_exception_is_on_the_errors_page()
    {
        var page = Repository.Read("docs/errors.md");
        var missing = Exceptions()
            .Select(type => type.Name)
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal));

        missing.ShouldBeEmpty("docs/errors.md does not tell of these");
    }

    [Fact]
    public void Every_property_of_a_public_exception_is_on_the_errors_page()
    {
        var page = Repository.Read("docs/errors.md");
        var missing = Exceptions()
            .SelectMany(type => type.GetProperties().Where(property => property.DeclaringType == type))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}")
            .Where(name => !page.Contains($"`{name.Split('.')[1]}`", StringComparison.Ordinal));

        missing.ShouldBeEmpty("docs/errors.md does not tell of these");
    }

    private static IEnumerable<Type> Exceptions() => ProductAssembly.MayReference.Keys
        .SelectMany(name => ProductAssembly.Load(name).GetExportedTypes())
        .Where(type => type.Namespace == "Troupe" && type.IsSubclassOf(typeof(Exception)));

    [GeneratedRegex(@"\b(?<class>\w+Specs)\b(\.(?<test>\w+))?")]
    private static partial Regex Spec();

    [GeneratedRegex(@"^\| [FT]\d[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex CatalogueRow();

    [GeneratedRegex(@"\b[FT]\d{1,2}[a-z]?\b")]
    private static partial Regex CatalogueNumber();

    [GeneratedRegex(@"(?<=^|\s)///?\s.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\| (?<events>\d+(, \d+)*) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"\[LoggerMessage\((?<event>\d+),")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"^\| `(?<folder>[\w/]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FolderRow();
}
