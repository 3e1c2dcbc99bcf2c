using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>What the documents say of the repository is there.</summary>
public sealed partial class DocumentSpecs
{
    public static TheoryData<string> Pages =>
        [.. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md" }.Where(
            page => File.Exists(Repository.PathOf(page))), .. Repository.Files("docs", "*.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_shows_the_text_of_its_samples(string page)
    {
        var text = Repository.Read(page);

        foreach (Match mark in SampleMark().Matches(text))
        {
            var sample = mark.Groups["path"].Value;
            var start = text.IndexOf("```csharp\n", mark.Index, StringComparison.Ordinal) + "```csharp\n".Length;
            text[start..text.IndexOf("```", start, StringComparison.Ordinal)].Trim().ShouldBe(Repository.Read(sample).Trim(), $"{page} shows another {sample}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    [InlineData("src/Coordinator/Package/README.md")]
    public void Every_line_of_code_on_a_page_is_compiled(string page)
    {
        var compiled = LinesOf(Repository.Read("tests/Samples.Tests/Snippets/PageSnippets.cs"));

        foreach (Match block in Snippet().Matches(Repository.Read(page)).Where(block => !block.Groups["mark"].Success))
            Missing(LinesOf(block.Groups["code"].Value), compiled).ShouldBeNull($"{page} shows code that PageSnippets has not, in this order");
    }

    // Its lines stand in the file in their order; what else a page leaves out (the method around them) may stand between.
    private static string? Missing(List<string> shown, List<string> compiled)
    {
        var next = 0;
        foreach (var line in shown)
        {
            next = compiled.IndexOf(line, next) + 1;
            if (next == 0)
                return line;
        }
        return null;
    }

    private static List<string> LinesOf(string code) =>
        [.. code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !UsingDirective().IsMatch(line))];

    [Fact]
    public void The_readme_shows_the_first_pool() =>
        Repository.Read("README.md").ShouldContain("<!-- the text of samples/FirstPool/Program.cs -->");

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it(string page)
    {
        var dead = Link().Matches(Repository.Read(page))
            .Where(link => !link.Groups["path"].Value.Contains("://", StringComparison.Ordinal) && !IsAlive(page, link.Groups["path"].Value, link.Groups["anchor"].Value))
            .Select(link => link.Value);

        dead.ShouldBeEmpty($"{page} links to what is not there");
    }

    private static bool IsAlive(string page, string path, string anchor)
    {
        var target = path.Length == 0 ? Repository.PathOf(page) : Path.Join(Path.GetDirectoryName(Repository.PathOf(page))!, path);
        return Path.Exists(target) && (anchor.Length == 0 || Anchors(File.ReadAllText(target)).Contains(anchor));
    }

    // As GitHub makes them of headings: lower case, no punctuation, hyphens for blanks.
    private static HashSet<string> Anchors(string text) =>
        [.. Heading().Matches(text).Select(heading => Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
         .. OwnAnchor().Matches(text).Select(anchor => anchor.Groups["id"].Value)];

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
        var rows = CatalogueRow().Matches(Repository.Read(page)).SelectMany(row => CatalogueNumber().Matches(row.Value)).Select(number => number.Value).ToHashSet();
        var named = Repository.Files("tests", "*.cs").SelectMany(path => Comment().Matches(Repository.Read(path)))
            .SelectMany(comment => CatalogueNumber().Matches(comment.Value)).Select(number => number.Value).Where(number => number[0] == letter).ToHashSet();

        named.Count.ShouldBeGreaterThan(8);
        named.Except(rows).ShouldBeEmpty($"{page} does not explain these");
    }

    [Fact]
    public void The_index_leads_to_every_page()
    {
        var linked = Link().Matches(Repository.Read("docs/README.md")).Select(link => $"docs/{link.Groups["path"].Value}");

        Repository.Files("docs", "*.md").Where(page => page != "docs/README.md" && (!page.StartsWith("docs/adr/", StringComparison.Ordinal) || page == "docs/adr/README.md"))
            .Except(linked).ShouldBeEmpty("docs/README.md has no link to these");
    }

    [Fact]
    public void Every_event_of_the_log_is_on_its_page()
    {
        var rows = EventRow().Matches(Repository.Read("docs/logging-and-metrics.md")).SelectMany(row => row.Groups["events"].Value.Split(", ")).ToHashSet();

        Repository.Files("src", "*.cs").SelectMany(path => LogEvent().Matches(Repository.Read(path))).Select(line => line.Groups["event"].Value).Except(rows)
            .ShouldBeEmpty("docs/logging-and-metrics.md does not tell of these");
    }

    [Fact]
    public void The_source_map_has_a_row_for_every_folder_of_src()
    {
        var folders = Repository.Files("src", "*.cs").Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..]).Distinct();
        var rows = FolderRow().Matches(Repository.Read("docs/internal/source-map.md")).Select(row => row.Groups["folder"].Value);

        rows.ShouldBe(folders, ignoreOrder: true);
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

    [GeneratedRegex(@"<!-- the text of (?<path>\S+) -->")]
    private static partial Regex SampleMark();

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

    [GeneratedRegex(@"(?<mark><!-- the text of \S+ -->\n)?^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"<a id=""(?<id>[^""]+)""")]
    private static partial Regex OwnAnchor();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(?<class>\w+Specs)\b(\.(?<test>\w+))?")]
    private static partial Regex Spec();
}
