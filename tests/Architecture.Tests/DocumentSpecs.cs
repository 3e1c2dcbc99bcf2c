using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>The form of all pages: links, code, words and lines.</summary>
public sealed partial class DocumentSpecs
{
    private const int MostColumns = 140;

    public static TheoryData<string> Pages =>
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", .. Repository.Files("docs", "*.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_shows_the_text_of_its_samples(string page)
    {
        var text = Repository.Read(page);

        foreach (Match mark in SampleMark().Matches(text))
        {
            var sample = mark.Groups["path"].Value;
            var start = text.IndexOf("```csharp\n", mark.Index, StringComparison.Ordinal) + "```csharp\n".Length;
            var shown = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
            shown.Trim().ShouldBe(Repository.Read(sample).Trim(), $"{page} shows another {sample}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    [InlineData("src/Coordinator/Package/README.md")]
    public void Every_line_of_code_on_a_page_is_compiled(string page)
    {
        var compiled = LinesOf(Repository.Read("tests/Samples.Tests/Snippets/PageSnippets.cs"));

        foreach (var block in Snippet().Matches(Repository.Read(page)).Where(block => !block.Groups["mark"].Success))
        {
            Missing(LinesOf(block.Groups["code"].Value), compiled)
                .ShouldBeNull($"{page} shows code that PageSnippets does not have in this order");
        }
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
            .Where(link => !link.Groups["path"].Value.Contains("://", StringComparison.Ordinal))
            .Where(link => !IsAlive(page, link.Groups["path"].Value, link.Groups["anchor"].Value))
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
        [.. Heading().Matches(text).Select(heading => heading.Groups["text"].Value.Trim().ToLowerInvariant())
             .Select(heading => Punctuation().Replace(heading, "").Replace(' ', '-')),
         .. OwnAnchor().Matches(text).Select(anchor => anchor.Groups["id"].Value)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_says_who_it_means(string page) => VagueWord().Matches(Repository.Read(page)).Select(word => word.Value)
        .ShouldBeEmpty($"{page}: say 'no process', 'another thread', 'the caller', 'again'");

    [Theory]
    [MemberData(nameof(Pages))]
    public void Lines_of_prose_have_at_most_140_columns(string page)
    {
        var isCode = false;
        var tooLong = new List<string>();
        foreach (var line in Repository.Read(page).Split('\n'))
        {
            isCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.Length > MostColumns && !line.StartsWith('|'))
                tooLong.Add(line);
        }

        tooLong.ShouldBeEmpty(page);
    }

    [Fact]
    public void The_index_leads_to_every_page()
    {
        var linked = Link().Matches(Repository.Read("docs/README.md")).Select(link => $"docs/{link.Groups["path"].Value}");

        Repository.Files("docs", "*.md")
            .Where(page => page is "docs/adr/README.md" || !page.StartsWith("docs/adr/", StringComparison.Ordinal))
            .Except([.. linked, "docs/README.md"]).ShouldBeEmpty("docs/README.md has no link to these");
    }

    [GeneratedRegex(@"<!-- the text of (?<path>\S+) -->")]
    private static partial Regex SampleMark();

    [GeneratedRegex(@"(?<mark><!-- the text of \S+ -->\n)?^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective();

    // In quotes it is spoken of.
    [GeneratedRegex(@"(?<!"")\b(nobody|somebody|whoever|anew)\b", RegexOptions.IgnoreCase)]
    private static partial Regex VagueWord();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"<a id=""(?<id>[^""]+)""")]
    private static partial Regex OwnAnchor();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();
}
